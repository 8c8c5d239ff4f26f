package dev.gradus.vision.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradus.data.Dataset;
import dev.gradus.data.DatasetException;
import dev.gradus.vision.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Photographs with boxes and masks in a JSON file of COCO's format (Lin and others, "Microsoft COCO", 2014,
 * arXiv:1405.0312). The classes are the file's categories by rising id, from 0; a crowd is a difficult box.
 *
 * <p>A sample has the photo in RGB, the boxes, and the mask, where such a class is one more and 0 is background; of objects
 * that overlap the later one is seen. Masks may be polygons or run lengths, compressed or not.
 */
public final class Coco implements Dataset<PhotoMask> {
    private final Path json;
    private final Path folder;
    private final List<String> classes;
    private final List<Entry> entries;

    private record Entry(String fileName, List<JsonNode> objects) {}

    private final Map<Long, Integer> labels = new LinkedHashMap<>();

    private Coco(Path json, Path folder, JsonNode root) throws DatasetException {
        this.json = json;
        this.folder = folder;
        TreeMap<Long, String> categories = new TreeMap<>();
        for (JsonNode category : list(root, "categories")) {
            categories.put(
                    field(category, "id").asLong(), field(category, "name").asText());
        }
        categories.keySet().forEach(id -> labels.put(id, labels.size()));
        classes = List.copyOf(categories.values());
        Map<Long, Entry> photos = new LinkedHashMap<>();
        for (JsonNode photo : list(root, "images")) {
            photos.put(
                    field(photo, "id").asLong(),
                    new Entry(field(photo, "file_name").asText(), new ArrayList<>()));
        }
        for (JsonNode object : list(root, "annotations")) {
            Entry entry = photos.get(field(object, "image_id").asLong());
            if (entry == null
                    || !labels.containsKey(field(object, "category_id").asLong())) {
                throw new DatasetException(
                        json,
                        "annotations of its images and categories",
                        "one of image " + field(object, "image_id") + " and category " + field(object, "category_id"));
            }
            entry.objects.add(object);
        }
        entries = List.copyOf(photos.values());
    }

    /**
     * Reads the file; decodes no photo yet.
     *
     * @param json such as {@code annotations/instances_val2017.json}
     * @param folder the photos, by their file names
     * @throws DatasetException if the file is missing, damaged or of another kind
     */
    public static Coco open(Path json, Path folder) throws DatasetException {
        String expected = "JSON of COCO's format";
        if (!Files.isRegularFile(json)) {
            throw new DatasetException(json, expected, "no such file");
        }
        try {
            return new Coco(json, folder, new ObjectMapper().readTree(json.toFile()));
        } catch (IOException e) {
            throw new DatasetException(json, expected, "damaged JSON (" + e.getMessage() + ")", e);
        }
    }

    private JsonNode list(JsonNode root, String name) throws DatasetException {
        JsonNode list = root.get(name);
        if (list == null || !list.isArray()) {
            throw new DatasetException(json, "a list '" + name + "'", list == null ? "none" : "another value");
        }
        return list;
    }

    private JsonNode field(JsonNode object, String name) throws DatasetException {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            throw new DatasetException(json, "'" + name + "' in every entry", "an entry without it");
        }
        return value;
    }

    @Override
    public int size() {
        return entries.size();
    }

    /** The names of the classes, in the order of their numbers. */
    public List<String> classes() {
        return classes;
    }

    /**
     * Reads a photo and draws its mask.
     *
     * @throws DatasetException if the photo is missing or damaged, or a box or mask is none
     */
    @Override
    public PhotoMask get(int index) throws DatasetException {
        Entry entry = entries.get(index);
        Image photo = Image.read(folder.resolve(entry.fileName)).toRgb();
        Image mask = Image.black(1, photo.height(), photo.width());
        List<Box> boxes = new ArrayList<>();
        for (JsonNode object : entry.objects) {
            int label = labels.get(object.get("category_id").asLong());
            boxes.add(box(object, label, entry));
            if (object.hasNonNull("segmentation")) {
                try {
                    CocoMask.draw(object.get("segmentation"), label + 1, mask);
                } catch (IllegalArgumentException e) {
                    throw new DatasetException(json, "the masks of '" + entry.fileName + "'", e.getMessage(), e);
                }
            }
        }
        return new PhotoMask(entry.fileName, photo, mask, boxes);
    }

    private Box box(JsonNode object, int label, Entry entry) throws DatasetException {
        JsonNode box = field(object, "bbox");
        if (box.size() != 4 || box.get(2).asDouble() < 0 || box.get(3).asDouble() < 0) {
            throw new DatasetException(json, "boxes [x, y, width, height] of '" + entry.fileName + "'", box.toString());
        }
        double x = box.get(0).asDouble();
        double y = box.get(1).asDouble();
        boolean crowd = object.path("iscrowd").asInt() == 1;
        return new Box(x, y, x + box.get(2).asDouble(), y + box.get(3).asDouble(), label, crowd);
    }
}
