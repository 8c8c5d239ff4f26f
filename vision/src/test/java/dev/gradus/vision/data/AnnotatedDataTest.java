package dev.gradus.vision.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.random.Rng;
import dev.gradus.vision.draw.Palette;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnnotatedDataTest {
    @TempDir
    private Path folder;

    private static Path dataHome(String part) {
        String home = System.getenv("GRADUS_DATA");
        Path data = home == null ? Path.of(System.getProperty("user.home"), ".gradus", "data") : Path.of(home);
        assumeThat(data.resolve(part))
                .as(part + " in the data home (GRADUS_DATA)")
                .exists();
        return data;
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Image mask(int height, int width, float... values) {
        return Image.of(1, height, width, values);
    }

    private void voc(String objects) throws IOException {
        write("ImageSets/Main/val.txt", "one\n\n");
        write("Annotations/one.xml", "<annotation><size/>" + objects + "</annotation>");
        Image.black(3, 4, 6).writePng(folder.resolve("JPEGImages/one.png"));
    }

    private static String object(String name, String box, int difficult) {
        String[] edges = box.split(" ", -1);
        return "<object><name>" + name + "</name><part><name>head</name></part><bndbox><xmin>" + edges[0]
                + "</xmin><ymin>" + edges[1] + "</ymin><xmax>" + edges[2] + "</xmax><ymax>" + edges[3]
                + "</ymax></bndbox><difficult>" + difficult + "</difficult></object>";
    }

    @Test
    void readsVocsBoxesMasksAndPresence() throws Exception {
        voc(object("cat", "1 2 3 4", 0) + object("dog", "2 1 6 2", 1));
        Image classes = Image.black(1, 4, 6);
        classes.data()[3] = 2;
        classes.data()[4] = PhotoMask.IGNORED;
        Palette.writePng(classes, folder.resolve("SegmentationClass/one.png"));
        Voc photos = Voc.open(folder, Voc.Task.DETECTION, "val", List.of("cat", "dog", "cow"));
        PhotoMask sample = photos.get(0);
        assertThat(sample.boxes()).containsExactly(new Box(0, 1, 3, 4, 0), new Box(1, 0, 6, 2, 1, true));
        assertThat(sample.mask().data()).isEqualTo(classes.data());
        assertThat(photos.presence(0)).containsExactly(1, Float.NaN, 0);
        assertThat(Voc.classesIn(folder)).containsExactly("cat", "dog");
        PhotoMask cached = CachedPhotos.of(photos).get(0);
        assertThat(cached.mask().data()).isEqualTo(classes.data());
        assertThat(cached.boxes()).isEqualTo(sample.boxes());
    }

    @Test
    void aPartForSegmentationNeedsMasks() throws Exception {
        voc(object("cat", "1 2 3 4", 0));
        Path list = folder.resolve("ImageSets/Segmentation/val.txt");
        Files.createDirectories(list.getParent());
        Files.writeString(list, "one");
        Files.deleteIfExists(folder.resolve("SegmentationClass/one.png"));
        assertThat(Voc.open(folder, Voc.Task.DETECTION, "val", List.of("cat"))
                        .get(0)
                        .mask()
                        .data())
                .containsOnly(0);
        Voc photos = Voc.open(folder, Voc.Task.SEGMENTATION, "val", List.of("cat"));
        assertThatThrownBy(() -> photos.get(0))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("one.png")
                .hasMessageContaining("no such file");
    }

    @Test
    void saysWhatIsWrongWithAnAnnotation() throws Exception {
        Path xml = folder.resolve("Annotations/one.xml");
        Map<String, String> faults = Map.of(
                object("horse", "1 2 3 4", 0),
                "expected objects of the classes [cat], found 'horse'",
                object("cat", "1 x 3 4", 0),
                "expected a number as <ymin>, found 'x'",
                object("cat", "9 1 3 4", 0),
                "expected xmin <= xmax and ymin <= ymax of 'cat', found 9.0, 1.0 to 3.0, 4.0",
                "<object><name>cat</name></object>",
                "expected <bndbox> in <object>, found none",
                "<object>",
                "expected an annotation of Pascal VOC, found damaged XML");
        for (Map.Entry<String, String> fault : faults.entrySet()) {
            voc(fault.getKey());
            Voc photos = Voc.open(folder, Voc.Task.DETECTION, "val", List.of("cat"));
            assertThatThrownBy(() -> photos.get(0))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageStartingWith(xml + ": " + fault.getValue())
                    .message()
                    .doesNotContain("\n");
        }
        assertThatThrownBy(() -> Voc.open(folder, Voc.Task.SEGMENTATION, "val", List.of("cat")))
                .hasMessageContaining("val.txt: expected the ids of the part 'val', one a line, found no such file");
        assertThatThrownBy(() -> Voc.open(folder, 2012, Voc.Task.SEGMENTATION, "val"))
                .hasMessageContaining("VOC2012: expected Pascal VOC; unpack the tar file of");
    }

    @Test
    void theRealVocHasItsClassesAndBorders() throws Exception {
        Voc photos = Voc.open(dataHome("VOCdevkit"), 2012, Voc.Task.SEGMENTATION, "val");
        for (int i = 0; i < photos.size(); i++) {
            PhotoMask sample = photos.get(i);
            TreeSet<Integer> found = new TreeSet<>();
            for (float value : sample.mask().data()) {
                found.add((int) value);
            }
            assertThat(found).contains(0, PhotoMask.IGNORED);
            TreeSet<Integer> inBoxes = new TreeSet<>(List.of(0, PhotoMask.IGNORED));
            sample.boxes().forEach(box -> inBoxes.add(box.label() + 1));
            assertThat(inBoxes).containsAll(found);
            for (Box box : sample.boxes()) {
                assertThat(box.x2()).isLessThanOrEqualTo(sample.photo().width());
                assertThat(box.y2()).isLessThanOrEqualTo(sample.photo().height());
            }
        }
    }

    @Test
    void theBloodCellsHaveTheirThreeClasses() throws Exception {
        Path cells = dataHome("BCCD").resolve("BCCD");
        assertThat(Voc.classesIn(cells)).containsExactly("Platelets", "RBC", "WBC");
        Voc photos = Voc.open(cells, Voc.Task.DETECTION, "val", Voc.classesIn(cells));
        assertThat(photos.get(0).boxes()).isNotEmpty();
        assertThat(photos.get(0).photo().shape()).containsExactly(3, 480, 640);
    }

    @Test
    void runLengthsGoDownTheColumns() {
        Image mask = mask(3, 3, 0, 0, 1, 0, 0, 0, 1, 1, 0);
        assertThat(RunLengths.encode(mask)).isEqualTo("3 1 6 2");
        assertThat(RunLengths.decode("3 1 6 2", 3, 3).data()).isEqualTo(mask.data());
        assertThat(RunLengths.decode(" ", 2, 2).data()).containsOnly(0);
        assertThat(RunLengths.encode(Image.black(1, 2, 2))).isEmpty();
        Rng rng = Rng.seed(3);
        for (int i = 1; i < 20; i++) {
            Image random = Image.black(1, i, 21 - i);
            rng.fillBernoulli(random.data(), 0, random.data().length, 0.5);
            assertThat(RunLengths.decode(RunLengths.encode(random), i, 21 - i).data())
                    .isEqualTo(random.data());
        }
        for (String wrong : List.of("1", "0 1", "9 2", "3 2 4 1", "1 x", "1 0", "1 99999999999")) {
            assertThatThrownBy(() -> RunLengths.decode(wrong, 3, 3)).hasMessageStartingWith("run lengths: expected");
        }
    }

    @Test
    void readsAndWritesMasksInCsv() throws Exception {
        Image.black(1, 2, 2).writePng(folder.resolve("a.png"));
        Image.black(1, 2, 2).writePng(folder.resolve("b.png"));
        Path csv = write("m.csv", "ImageId,EncodedPixels\na.png,1 1\nb,\na.png,4 1\n");
        RleMasks masks = RleMasks.open(csv, folder);
        assertThat(masks.ids()).containsExactly("a.png", "b");
        assertThat(masks.get(0).mask().data()).containsExactly(1, 0, 0, 1);
        assertThat(masks.get(1).mask().data()).containsOnly(0);
        RleMasks.write(csv, Map.of("a", masks.get(0).mask()));
        assertThat(RleMasks.open(csv, folder).get(0).mask().data()).containsExactly(1, 0, 0, 1);
        RleMasks wrong = RleMasks.open(write("w.csv", "h\na,9 9"), folder);
        assertThatThrownBy(() -> wrong.get(0))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("w.csv: expected the mask of 'a', found run lengths: expected rising runs");
        assertThatThrownBy(() -> RleMasks.open(write("x.csv", "h\nno comma"), folder))
                .hasMessageContaining("x.csv: expected lines ID,RUNS below a heading, found 'no comma'");
    }

    @Test
    void readsCocosBoxesPolygonsAndRuns() throws Exception {
        Image.black(3, 4, 5).writePng(folder.resolve("p.png"));
        String start = "{'images':[{'id':7,'file_name':'p.png'}],'categories':[{'id':90,'name':'dog'},"
                + "{'id':3,'name':'cat'}],'annotations':[";
        String text = start
                + "{'image_id':7,'category_id':90,'bbox':[1,1,2,3],'segmentation':[[1,1,3,1,3,4,1,4]]},"
                + "{'image_id':7,'category_id':3,'bbox':[0,0,1,1],'iscrowd':1,"
                + "'segmentation':{'size':[4,5],'counts':[16,2,2]}},"
                + "{'image_id':7,'category_id':3,'bbox':[0,0,1,1],"
                + "'segmentation':{'size':[4,5],'counts':'`022'}}]}"; // 16, 2, 2
        Coco photos = Coco.open(write("c.json", text.replace('\'', '"')), folder);
        assertThat(photos.classes()).containsExactly("cat", "dog");
        PhotoMask sample = photos.get(0);
        assertThat(sample.boxes())
                .containsExactly(new Box(1, 1, 3, 4, 1), new Box(0, 0, 1, 1, 0, true), new Box(0, 0, 1, 1, 0));
        assertThat(sample.mask().data()).containsExactly(0, 0, 0, 0, 1, 0, 2, 2, 0, 1, 0, 2, 2, 0, 0, 0, 2, 2, 0, 0);
        Path damaged = write("d.json", "{\"images\": [");
        assertThatThrownBy(() -> Coco.open(damaged, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(damaged + ": expected JSON of COCO's format, found damaged JSON");
        Path other = write("o.json", "{}");
        assertThatThrownBy(() -> Coco.open(other, folder))
                .hasMessage(other + ": expected a list 'categories', found none");
        String lost = start + "{'image_id':8,'category_id':3,'bbox':[0,0,1,1]}]}";
        assertThatThrownBy(() -> Coco.open(write("l.json", lost.replace('\'', '"')), folder))
                .hasMessageContaining("found one of image 8 and category 3");
    }

    @Test
    void classesAreTheFoldersOrTheNames() throws Exception {
        for (String name : List.of("x/dog/1.png", "x/cat/9.png", "x/cat/8.png", "y/cat.1.png", "y/ant.2.png")) {
            Image.black(1, 2, 2).writePng(folder.resolve(name));
        }
        ImageFolder folders = ImageFolder.open(folder.resolve("x"));
        assertThat(folders.classes()).containsExactly("cat", "dog");
        assertThat(folders.get(2).label()).isEqualTo(1);
        assertThat(folders.get(0).photo().channels()).isEqualTo(3);
        assertThat(folders).hasToString("ImageFolder(3 photos of 2 classes)");
        ImageFolder names = ImageFolder.openNamed(folder.resolve("y"));
        assertThat(names.classes()).containsExactly("ant", "cat");
        assertThat(names.label(1)).isEqualTo(1);
        assertThatThrownBy(() -> ImageFolder.open(folder.resolve("y")))
                .hasMessageContaining("expected a folder for each class, found none");
        assertThatThrownBy(() -> ImageFolder.openNamed(folder.resolve("x/cat")))
                .hasMessageContaining("8.png: expected a name like CLASS.N.jpg, found 8.png");

        write("y/bee.3.png", "not a picture");
        List<String> skipped = new ArrayList<>();
        Dataset<LabelledPhoto> intact =
                Intact.of(ImageFolder.openNamed(folder.resolve("y")), e -> skipped.add(e.getMessage()));
        assertThat(intact.size()).isEqualTo(2);
        assertThat(skipped).singleElement().asString().contains("bee.3.png: expected a PNG");
    }

    @Test
    void catsAndDogsAreTwoClasses() throws Exception {
        ImageFolder photos = ImageFolder.openNamed(dataHome("cats-dogs").resolve("cats-dogs/train"));
        assertThat(photos.classes()).containsExactly("cat", "dog");
        assertThat(photos.get(photos.size() - 1).label()).isEqualTo(1);
    }

    @Test
    void cifar100HasGroupsAndClasses() throws Exception {
        byte[] bytes = new byte[2 * 3074];
        bytes[0] = 19;
        bytes[1] = 99;
        bytes[3075] = 1;
        bytes[3076] = (byte) 255;
        Cifar100 images = Cifar100.read(Files.write(folder.resolve("t.bin"), bytes));
        assertThat(images.size()).isEqualTo(2);
        assertThat(images.group(0)).isEqualTo(19);
        assertThat(Cifar100.CLASSES.get(images.get(0).label())).isEqualTo("worm");
        assertThat(images.label(1)).isEqualTo(1);
        assertThat(images.image(1).get(0, 0, 0)).isEqualTo(1);
        bytes[3074] = 20;
        Path wrong = Files.write(folder.resolve("w.bin"), bytes);
        assertThatThrownBy(() -> Cifar100.read(wrong))
                .hasMessage(wrong + ": expected classes 0 to 19, found class 20 at offset 3074");
        assertThatThrownBy(() -> Cifar100.open(folder, Cifar100.Part.TRAIN))
                .hasMessageContaining("train.bin: expected CIFAR-100; unpack");
        assertThatThrownBy(() -> FashionMnist.open(folder, Mnist.Part.TEST))
                .hasMessageContaining("t10k-images-idx3-ubyte.gz: expected Fashion-MNIST; put the files of");
    }

    @Test
    void boxesOverlap() {
        Box box = new Box(0, 0, 2, 2, 1);
        assertThat(box.iou(new Box(1, 1, 3, 3, 1))).isEqualTo(1.0 / 7);
        assertThat(box.iou(box)).isEqualTo(1);
        assertThat(box.iou(new Box(5, 5, 6, 6, 1))).isZero();
        assertThat(new Box(0, 0, 0, 0, 1).iou(new Box(0, 0, 0, 0, 1))).isZero();
        assertThatThrownBy(() -> new Box(1, 0, 0, 1, 0)).hasMessageStartingWith("box: expected x1 <= x2");
    }

    @Test
    void thePaletteIsVocs() {
        assertThat(Palette.colour(0)).containsExactly(0, 0, 0);
        assertThat(Palette.colour(1)).containsExactly(128 / 255f, 0, 0);
        assertThat(Palette.colour(15)).containsExactly(192 / 255f, 128 / 255f, 128 / 255f);
        assertThat(Palette.colour(255)).containsExactly(224 / 255f, 224 / 255f, 192 / 255f);
        assertThat(Palette.paint(mask(1, 2, 0, 20)).data()).containsExactly(0, 0, 0, 64 / 255f, 0, 128 / 255f);
    }
}
