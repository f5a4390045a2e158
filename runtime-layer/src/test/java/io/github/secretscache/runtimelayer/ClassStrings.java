package io.github.secretscache.runtimelayer;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The string constants of a class file, as chapter 4.4 of the specification of the JVM describes it. */
final class ClassStrings {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int STRING = 8;

    private ClassStrings() {}

    static List<String> of(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipBytes(8);
        String[] texts = new String[in.readUnsignedShort()];
        List<Integer> strings = new ArrayList<>();
        for (int i = 1; i < texts.length; i++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                texts[i] = in.readUTF();
            } else if (tag == STRING) {
                strings.add(in.readUnsignedShort());
            } else {
                in.skipBytes(length(tag));
                if (tag == LONG || tag == DOUBLE) {
                    i++;
                }
            }
        }
        return strings.stream().map(index -> texts[index]).toList();
    }

    private static int length(int tag) {
        return switch (tag) {
            case LONG, DOUBLE -> 8;
            case 7, 16, 19, 20 -> 2;
            case 15 -> 3;
            default -> 4;
        };
    }
}
