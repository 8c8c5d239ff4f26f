package dev.gradus.layers;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Copies a module with all below it: first everything that has an identity, then the references between them. */
final class ModuleCopy {
    private final IdentityHashMap<Object, Object> copies = new IdentityHashMap<>();

    ModuleCopy(Module root) {
        Collection<Module> originals = new LinkedHashSet<>(root.namedModules().values());
        originals.forEach(module -> copies.put(module, module.shallowCopy()));
        for (Module module : originals) {
            Module copy = of(module);
            module.ownState().values().forEach(entry -> copies.computeIfAbsent(entry, any -> copied(entry, copy)));
            module.ownStreams().forEach(stream -> copies.computeIfAbsent(stream, any -> stream.copy()));
        }
        originals.forEach(module -> connect(module, of(module)));
    }

    private static State copied(State entry, Module owner) {
        return entry instanceof Parameter parameter ? parameter.copyFor(owner) : ((Buffer) entry).copyFor(owner);
    }

    @SuppressWarnings("unchecked") // a copy is of its original's class
    <M extends Module> M of(M module) {
        return (M) copies.get(module);
    }

    private void connect(Module original, Module copy) {
        original.copyInto(copy, copies::get);
        if (copy instanceof Layer layer) {
            layer.forgetHooks();
        }
        for (Class<?> type = copy.getClass();
                type != Layer.class && type != Module.class;
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    replace(field, copy);
                }
            }
        }
    }

    private void replace(Field field, Module copy) {
        try {
            field.setAccessible(true);
            Object held = field.get(copy);
            Object counterpart = counterpart(held);
            if (counterpart != held) {
                field.set(copy, counterpart);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("deepCopy: no access to " + field, e);
        }
    }

    /** The copy of what a field holds, or the same object if it holds nothing that was copied. */
    private Object counterpart(Object held) {
        Object copy = copies.get(held);
        if (copy != null) {
            return copy;
        }
        if (held instanceof Parameter parameter && parameter.isComputed()) {
            Parameter computed = parameter.copyComputed(copies::get);
            copies.put(held, computed);
            return computed;
        }
        if (held instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(counterpart(element)));
            return Collections.unmodifiableList(elements);
        }
        if (held instanceof Map<?, ?> map) {
            Map<Object, Object> entries = new LinkedHashMap<>();
            map.forEach((key, value) -> entries.put(key, counterpart(value)));
            return Collections.unmodifiableMap(entries);
        }
        if (held instanceof Object[] array) {
            Object elements = Array.newInstance(held.getClass().getComponentType(), array.length);
            for (int i = 0; i < array.length; i++) {
                Array.set(elements, i, counterpart(array[i]));
            }
            return elements;
        }
        if (held instanceof Record) {
            return counterpartOfRecord(held);
        }
        requireIndependent(held);
        return held;
    }

    /** The record of its components' counterparts, or the same one if they are all shared. */
    private Object counterpartOfRecord(Object record) {
        try {
            RecordComponent[] components = record.getClass().getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            Object[] parts = new Object[components.length];
            boolean differs = false;
            for (int i = 0; i < components.length; i++) {
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                Object part = accessor.invoke(record);
                types[i] = components[i].getType();
                parts[i] = counterpart(part);
                differs |= parts[i] != part && !types[i].isPrimitive();
            }
            Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return differs ? constructor.newInstance(parts) : record;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("deepCopy: no access to " + record.getClass(), e);
        }
    }

    /** What is shared must not lead back into the original: an object of its own kind, or a function that captured. */
    private void requireIndependent(Object held) {
        if (held == null || held.getClass().getName().startsWith("java.") || held instanceof Enum<?>) {
            return;
        }
        for (Field field : held.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                try {
                    field.setAccessible(true);
                    if (copies.containsKey(field.get(held))) {
                        throw new IllegalArgumentException("deepCopy: expected fields of modules, parameters, buffers"
                                + " and streams, and lists, maps and arrays of these, got one of "
                                + held.getClass().getName() + ", which refers to the original");
                    }
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("deepCopy: no access to " + field, e);
                }
            }
        }
    }
}
