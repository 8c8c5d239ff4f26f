package dev.gradus.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.junit.jupiter.api.Test;

class JshellTest {
    @Test
    void tensorsCanBeTriedLineByLine() throws Exception {
        String lines = """
                Tensor x = Tensor.of(1, 2, 3).tracked()
                x.square().sum().backward()
                x.grad()
                relu(Tensor.of(-1, 5))
                /exit 7
                """;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, UTF_8);
        JavaShellToolBuilder shell = JavaShellToolBuilder.builder()
                .in(new ByteArrayInputStream(lines.getBytes(UTF_8)), null)
                .out(out)
                .err(out)
                .persistence(new HashMap<>());
        int status = Jshell.start(shell, List.of());
        assertThat(bytes.toString(UTF_8))
                .contains("Gradus: tensors and ops are imported.", "[2. 4. 6.]", "[0. 5.]")
                .doesNotContainIgnoringCase("error");
        assertThat(status).isEqualTo(7);
    }
}
