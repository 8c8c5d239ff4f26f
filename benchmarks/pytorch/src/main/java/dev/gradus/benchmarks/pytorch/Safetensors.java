package dev.gradus.benchmarks.pytorch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;

/** Reads weights in the <a href="https://huggingface.co/docs/safetensors">safetensors</a> format. */
final class Safetensors {
    private Safetensors() {}

    /** Copies every parameter of {@code module} from the F32 tensor of its name; other tensors are left out. */
    @SuppressWarnings("try") // the guard works by being open
    static void load(Path file, Module module) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[Math.toIntExact(bytes.getLong())];
        bytes.get(json);
        JsonObject header =
                JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        StringTensorDict parameters = module.named_parameters();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (long i = 0; i < parameters.size(); i++) {
                String name = parameters.get(i).key().getString();
                Tensor parameter = parameters.get(i).value();
                if (!header.has(name)) {
                    throw new IOException(file + ": expected a tensor " + name + ", found " + header.keySet());
                }
                parameter.copy_(read(file, name, header.getAsJsonObject(name), data, parameter.shape()));
            }
        }
    }

    private static Tensor read(Path file, String name, JsonObject entry, ByteBuffer data, long[] shape)
            throws IOException {
        String expected = "F32 " + Arrays.toString(shape);
        long[] found = longs(entry.getAsJsonArray("shape"));
        String type = entry.get("dtype").getAsString();
        if (!type.equals("F32") || !Arrays.equals(found, shape)) {
            throw new IOException(
                    file + ": expected " + name + " " + expected + ", found " + type + " " + Arrays.toString(found));
        }
        long[] offsets = longs(entry.getAsJsonArray("data_offsets"));
        float[] values = new float[Math.toIntExact((offsets[1] - offsets[0]) / Float.BYTES)];
        data.position(Math.toIntExact(offsets[0]));
        data.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return AbstractTensor.create(values, shape);
    }

    private static long[] longs(JsonArray array) {
        return array.asList().stream().mapToLong(element -> element.getAsLong()).toArray();
    }
}
