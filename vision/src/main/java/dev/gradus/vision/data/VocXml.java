package dev.gradus.vision.data;

import dev.gradus.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The objects in one annotation file of Pascal VOC. */
final class VocXml {
    private static final String EXPECTED = "an annotation of Pascal VOC";

    private final Path file;
    private final List<VocObject> objects = new ArrayList<>();

    /** An object by its class's name, with its box in {@link Box}'s coordinates. */
    record VocObject(String name, double x1, double y1, double x2, double y2, boolean difficult) {}

    private VocXml(Path file) {
        this.file = file;
    }

    static List<VocObject> read(Path file) throws DatasetException {
        VocXml xml = new VocXml(file);
        Element root = xml.parse();
        for (Element object : children(root, "object")) {
            xml.objects.add(xml.object(object));
        }
        return xml.objects;
    }

    private Element parse() throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DatasetException(file, EXPECTED, "no such file");
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // its own prints to the console
            Element root = builder.parse(file.toFile()).getDocumentElement();
            if (!root.getTagName().equals("annotation")) {
                throw new DatasetException(file, EXPECTED, "an XML file of <" + root.getTagName() + ">");
            }
            return root;
        } catch (SAXException | IOException e) {
            throw new DatasetException(file, EXPECTED, "damaged XML (" + e.getMessage() + ")", e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no safe XML parser", e);
        }
    }

    private VocObject object(Element object) throws DatasetException {
        String name = text(object, "name");
        Element box = child(object, "bndbox");
        double x1 = number(box, "xmin") - 1;
        double y1 = number(box, "ymin") - 1;
        double x2 = number(box, "xmax");
        double y2 = number(box, "ymax");
        if (!(x1 <= x2 && y1 <= y2)) {
            throw new DatasetException(
                    file,
                    "xmin <= xmax and ymin <= ymax of '" + name + "'",
                    (x1 + 1) + ", " + (y1 + 1) + " to " + x2 + ", " + y2);
        }
        List<Element> difficult = children(object, "difficult");
        boolean hard = !difficult.isEmpty()
                && difficult.get(0).getTextContent().strip().equals("1");
        return new VocObject(name, x1, y1, x2, y2, hard);
    }

    private double number(Element parent, String name) throws DatasetException {
        String text = text(parent, name);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new DatasetException(file, "a number as <" + name + ">", "'" + text + "'", e);
        }
    }

    private String text(Element parent, String name) throws DatasetException {
        return child(parent, name).getTextContent().strip();
    }

    private Element child(Element parent, String name) throws DatasetException {
        List<Element> found = children(parent, name);
        if (found.isEmpty()) {
            throw new DatasetException(file, "<" + name + "> in <" + parent.getTagName() + ">", "none");
        }
        return found.get(0);
    }

    /** Of the element itself: the parts of a person have names and boxes, too. */
    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
