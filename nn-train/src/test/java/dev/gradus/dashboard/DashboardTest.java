package dev.gradus.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.layers.Linear;
import dev.gradus.layers.Sequential;
import dev.gradus.memory.TensorScope;
import dev.gradus.optim.Optimizer;
import dev.gradus.optim.Sgd;
import dev.gradus.random.Rng;
import dev.gradus.tensor.Tensor;
import dev.gradus.train.Callback.Progress;
import dev.gradus.train.EpochReport;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

@SuppressWarnings("try") // scopes act by being open
final class DashboardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Sequential model = new Sequential(new Linear(3, 2, Rng.seed(1)));
    private final Optimizer optimizer = new Sgd(model, Sgd.lr(0.1));
    private final HttpClient client = HttpClient.newHttpClient();

    private static Progress progress(int epoch, int batch) {
        return new Progress(epoch, 3, batch, 40, 64L * (batch + 1), 2.0 / (1 + epoch * 40 + batch), 1.5, 0.01);
    }

    private static EpochReport report(int epoch) {
        return new EpochReport(
                epoch,
                3,
                1.0 / (epoch + 1),
                new EpochReport.Evaluation(1.2 / (epoch + 1), Map.of("accuracy", 0.5 + 0.1 * epoch)),
                2);
    }

    private static byte[] png(Color colour) throws IOException {
        BufferedImage image = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 40, 20);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    /** Time passes between batches, as points are thinned by it. */
    private static void train(Dashboard dashboard, int batches) throws InterruptedException {
        for (int i = 0; i < batches; i++) {
            Thread.sleep(60);
            dashboard.onBatch(progress(i / 40, i % 40));
        }
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePageThePicturesAndNothingElseAreServed() throws Exception {
        try (Dashboard dashboard = Dashboard.on(0, "digits", optimizer)) {
            dashboard.picture("worst of all", png(Color.RED));
            assertThat(get(dashboard.address()).body()).startsWith("<!DOCTYPE html>");
            assertThat(get(dashboard.address().resolve("pictures/worst%20of%20all"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(dashboard.address().resolve("pictures/other")).statusCode())
                    .isEqualTo(404);
            assertThat(get(dashboard.address().resolve("secret")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theStreamGivesAllThereIsAndEndsWithTheTraining() throws Exception {
        model.parameters().forEach(parameter -> {
            try (TensorScope scope = TensorScope.open()) {
                parameter.value().mul(Tensor.of(3f)).sum().backward(); // each gradient is 3
            }
        });
        List<JsonNode> messages = new ArrayList<>();
        Dashboard dashboard = Dashboard.on(0, "digits", optimizer);
        HttpResponse<Stream<String>> response = client.send(
                HttpRequest.newBuilder(dashboard.address().resolve("events")).build(),
                HttpResponse.BodyHandlers.ofLines());
        train(dashboard, 25);
        dashboard.onEpoch(report(0));
        for (int i = 0; i < 10; i++) { // the samples of an epoch are counted anew
            Thread.sleep(60);
            dashboard.onBatch(progress(1, i));
        }
        dashboard.point("own chart/own curve", 1, 42);
        dashboard.point("own chart/own curve", 2, Double.NaN);
        dashboard.close();
        ObjectMapper json = new ObjectMapper();
        try (Stream<String> lines = response.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("data: ")) {
                    messages.add(json.readTree(line.substring(6)));
                }
            }
        }
        assertThat(messages.get(0).get("all").asBoolean()).isTrue();
        JsonNode last = messages.get(messages.size() - 1);
        assertThat(last.get("all").asBoolean()).isFalse();
        assertThat(last.get("status").get("state").asText()).isEqualTo("ended");
        assertThat(values(messages, "loss/training")).containsExactly(1.0);
        assertThat(numbers(messages, "loss/batches", 0))
                .hasSizeGreaterThan(4)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(values(messages, "samples per second/samples per second"))
                .hasSameSizeAs(values(messages, "loss/batches"));
        assertThat(values(messages, "metrics/accuracy")).containsExactly(0.5);
        assertThat(values(messages, "own chart/own curve")).containsExactly(42.0);
        assertThat(values(messages, "learning rate/learning rate")).isNotEmpty().containsOnly(0.01);
        assertThat(values(messages, "gradient norm/gradient norm"))
                .isNotEmpty()
                .allSatisfy(norm -> assertThat(norm).isCloseTo(3 * Math.sqrt(8), within(1e-5)));
        assertThat(values(messages, "memory in MB/tensors")).isNotEmpty();
    }

    private static List<Double> values(List<JsonNode> messages, String curve) {
        return numbers(messages, curve, 1);
    }

    /** The first or the second number of each point. */
    private static List<Double> numbers(List<JsonNode> messages, String curve, int which) {
        List<Double> values = new ArrayList<>();
        for (JsonNode message : messages) {
            message.get("curves")
                    .path(curve)
                    .forEach(point -> values.add(point.get(which).asDouble()));
        }
        return values;
    }

    @Test
    void aLongCurveIsThinnedAndKeepsItsEnd() throws Exception {
        History history = new History("long");
        for (int i = 0; i < 10_000; i++) {
            history.point("chart/curve", i, i);
        }
        JsonNode points = new ObjectMapper()
                .readTree(history.after(0).json())
                .get("curves")
                .get("chart/curve");
        assertThat(points.size()).isBetween(1000, 2000);
        assertThat(points.get(points.size() - 1).get(1).asDouble()).isEqualTo(9999);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (Dashboard first = Dashboard.on(0, "first", optimizer)) {
            int port = first.address().getPort();
            assertThatThrownBy(() -> Dashboard.on(port, "second", optimizer))
                    .isInstanceOf(IOException.class)
                    .hasMessage("dashboard: expected a free port, but " + port + " is taken");
        }
    }

    @Test
    void aBrowserDrawsItAndComesBack() throws Exception {
        Path browser = program("chromium", "chromium-browser", "google-chrome");
        Path driverProgram = program("chromedriver");
        assumeTrue(
                browser != null && driverProgram != null,
                "no Chromium with its chromedriver on PATH (Debian: apt-get install chromium chromium-driver)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1320,1000");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driverProgram.toFile())
                .usingAnyFreePort()
                .build();
        WebDriver page = new ChromeDriver(service, options);
        try {
            look((ChromeDriver) page);
        } finally {
            page.quit();
        }
    }

    private void look(ChromeDriver page) throws Exception {
        int port;
        try (Dashboard dashboard = Dashboard.on(0, "digits", optimizer)) {
            port = dashboard.address().getPort();
            page.get(dashboard.address().toString());
            dashboard.picture("mistakes", png(Color.RED));
            train(dashboard, 30);
            dashboard.onEpoch(report(0));
            dashboard.onEpoch(report(1));
            await(() -> !page.findElements(By.cssSelector("[data-chart=metrics] path"))
                    .isEmpty());
            assertThat(page.getTitle()).isEqualTo("digits · Gradus");
            assertThat(page.findElement(By.id("status")).getText())
                    .contains("epoch 1 of 3", "of 40", "samples/s", "left");
            assertThat(page.findElements(By.cssSelector("[data-chart=loss] path")))
                    .hasSize(3);
            for (var path : page.findElements(By.cssSelector("svg path"))) {
                assertThat(path.getAttribute("d")).doesNotContain("NaN");
            }
            await(() -> (long) page.executeScript("return document.querySelector('img').naturalWidth") == 40);
            page.findElement(By.cssSelector("[data-chart=loss] button")).click();
            assertThat(page.findElement(By.cssSelector("[data-chart=loss] button"))
                            .getText())
                    .isEqualTo("linear");
            screenshot(page);
        }
        await(() -> page.findElement(By.id("state")).getText().equals("ended"));
        try (Dashboard resumed = Dashboard.on(port, "digits, resumed", optimizer)) {
            resumed.onEpoch(report(2));
            await(() -> page.getTitle().equals("digits, resumed · Gradus"));
            assertThat(page.findElements(By.cssSelector("[data-chart=metrics] path")))
                    .hasSize(1);
        }
        assertThat(page.manage().logs().get("browser").getAll())
                .filteredOn(entry -> !entry.getMessage().contains("ERR_CONNECTION_REFUSED"))
                .filteredOn(entry -> !entry.getMessage().contains("ERR_INCOMPLETE_CHUNKED_ENCODING"))
                .isEmpty();
    }

    /** It shows more than one colour. */
    private static void screenshot(ChromeDriver page) throws IOException {
        byte[] bytes = page.getScreenshotAs(OutputType.BYTES);
        Files.write(Files.createDirectories(Path.of("target")).resolve("dashboard.png"), bytes);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        int red = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                red += image.getRGB(x, y) == Color.RED.getRGB() ? 1 : 0;
            }
        }
        assertThat(red).isGreaterThan(100);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the page did not show it in time").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static Path program(String... names) {
        String path = System.getenv("PATH") == null ? "" : System.getenv("PATH");
        for (String name : names) {
            for (String folder : path.split(java.io.File.pathSeparator, -1)) {
                Path program = Path.of(folder).resolve(name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        return null;
    }
}
