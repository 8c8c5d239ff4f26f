package dev.gradus.vision.data;

import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Pascal VOC (Everingham and others, "The Pascal Visual Object Classes challenge", 2010) and other photos in its layout:
 * {@code JPEGImages/ID.jpg}, {@code Annotations/ID.xml} with a box for each object, {@code SegmentationClass/ID.png} with
 * the class of each pixel, and {@code ImageSets/Main/PART.txt} or {@code ImageSets/Segmentation/PART.txt} with the ids of
 * a part.
 *
 * <p>A sample has the photo in RGB, the boxes, whose classes count from 0, and the mask, where such a class is one more, 0
 * is background, and {@link PhotoMask#IGNORED} the border of objects. Where there is no mask file, it is all 0 in a part
 * for detection, and an error in one for segmentation.
 */
public final class Voc implements Dataset<PhotoMask> {
    /** The names of the twenty classes of 2007 and 2012, in their order. */
    public static final List<String> CLASSES = List.of(
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    private final Path folder;
    private final Task task;
    private final List<String> ids;
    private final List<String> classes;

    private Voc(Path folder, Task task, List<String> ids, List<String> classes) {
        this.folder = folder;
        this.task = task;
        this.ids = ids;
        this.classes = classes;
    }

    /** What a part of the data set was chosen for. */
    public enum Task {
        /** Boxes: the lists in {@code ImageSets/Main}. */
        DETECTION("Main"),
        /** Masks: the lists in {@code ImageSets/Segmentation}. */
        SEGMENTATION("Segmentation");

        private final String lists;

        Task(String lists) {
            this.lists = lists;
        }
    }

    /**
     * Opens a part of Pascal VOC in the folder {@code VOCdevkit/VOC2007} or {@code VOC2012} of a data home. Nothing is
     * downloaded, because the photos may be used for research only.
     *
     * @param year 2007 or 2012
     * @param part such as {@code train} or {@code val}
     * @throws DatasetException if there is no such part; then the message says what to put where
     */
    public static Voc open(Path dataHome, int year, Task task, String part) throws DatasetException {
        Path folder = dataHome.resolve("VOCdevkit/VOC" + year);
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(
                    folder,
                    "Pascal VOC; unpack the tar file of http://host.robots.ox.ac.uk/pascal/VOC/voc" + year + " in "
                            + dataHome,
                    "no such folder");
        }
        return open(folder, task, part, CLASSES);
    }

    /**
     * Opens a part of a folder in VOC's layout.
     *
     * @param classes the names of the classes, in the order of their numbers
     * @throws DatasetException if the folder or the list of the part is missing or empty
     */
    public static Voc open(Path folder, Task task, String part, List<String> classes) throws DatasetException {
        Path list = folder.resolve("ImageSets").resolve(task.lists).resolve(part + ".txt");
        List<String> ids = PictureFiles.lines(list, "the ids of the part '" + part + "', one a line");
        if (ids.isEmpty()) {
            throw new DatasetException(list, "the ids of the part '" + part + "', one a line", "an empty file");
        }
        return new Voc(folder, task, ids, List.copyOf(classes));
    }

    /**
     * The names of the classes that occur in the annotations of a folder, in alphabetical order.
     *
     * @throws DatasetException if an annotation is damaged
     */
    public static List<String> classesIn(Path folder) throws DatasetException {
        TreeSet<String> names = new TreeSet<>();
        for (Path file : PictureFiles.list(folder.resolve("Annotations"), "annotations of Pascal VOC")) {
            if (file.toString().endsWith(".xml")) {
                VocXml.read(file).forEach(object -> names.add(object.name()));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public int size() {
        return ids.size();
    }

    /** The names of the photos, in the order of their indices. */
    public List<String> ids() {
        return ids;
    }

    /** The names of the classes, in the order of their numbers. */
    public List<String> classes() {
        return classes;
    }

    /**
     * Reads photo, boxes and mask.
     *
     * @throws DatasetException if a file is missing or damaged, or an object is of none of the classes
     */
    @Override
    public PhotoMask get(int index) throws DatasetException {
        String id = ids.get(index);
        Image photo =
                Image.read(PictureFiles.find(folder.resolve("JPEGImages"), id)).toRgb();
        Path file = folder.resolve("SegmentationClass").resolve(id + ".png");
        return task == Task.SEGMENTATION || Files.exists(file)
                ? new PhotoMask(id, photo, mask(file, photo), boxes(index))
                : new PhotoMask(id, photo, boxes(index));
    }

    private Image mask(Path file, Image photo) throws DatasetException {
        Image mask = Image.readClasses(file);
        if (!mask.sameSize(photo)) {
            throw new DatasetException(
                    file,
                    "a mask of its photo's size, " + photo.width() + "x" + photo.height(),
                    mask.width() + "x" + mask.height());
        }
        for (float value : mask.data()) {
            if (value > classes.size() && value != PhotoMask.IGNORED) {
                throw new DatasetException(file, "classes 0 to " + classes.size() + " and 255", "class " + (int) value);
            }
        }
        return mask;
    }

    /**
     * The boxes of a photo, without decoding it.
     *
     * @throws DatasetException if the annotation is missing or damaged, or an object is of none of the classes
     */
    public List<Box> boxes(int index) throws DatasetException {
        Path file = folder.resolve("Annotations").resolve(ids.get(index) + ".xml");
        List<Box> boxes = new ArrayList<>();
        for (VocXml.VocObject object : VocXml.read(file)) {
            int label = classes.indexOf(object.name());
            if (label < 0) {
                throw new DatasetException(file, "objects of the classes " + classes, "'" + object.name() + "'");
            }
            boxes.add(new Box(object.x1(), object.y1(), object.x2(), object.y2(), label, object.difficult()));
        }
        return boxes;
    }

    /**
     * For classification: whether a photo shows each class; a class of which there are only difficult objects is NaN,
     * for it counts neither way.
     *
     * @return 1, 0 or NaN by class
     * @throws DatasetException as {@link #boxes}
     */
    public float[] presence(int index) throws DatasetException {
        return presence(boxes(index), classes.size());
    }

    /**
     * Which classes boxes are of, as {@link #presence(int)}.
     *
     * @param boxes of a photo, whole or cut
     * @param classes how many classes there are
     * @return 1, 0 or NaN by class
     */
    public static float[] presence(List<Box> boxes, int classes) {
        float[] presence = new float[classes];
        for (Box box : boxes) {
            if (!box.difficult()) {
                presence[box.label()] = 1;
            } else if (presence[box.label()] == 0) {
                presence[box.label()] = Float.NaN;
            }
        }
        return presence;
    }
}
