package dev.syncline.engine.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is added comes out in order, all of it and nothing else. */
class KeySorterTest {
  private static final Comparator<byte[][]> ORDER =
      Comparator.<byte[][], byte[]>comparing(r -> r[0], Arrays::compareUnsigned)
          .thenComparing(r -> r[1], Arrays::compareUnsigned);

  @TempDir Path folder;

  @Test
  void nothingComesOutOfNothing() {
    try (KeySorter.Cursor cursor = sorter(1 << 16).sorted()) {
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void keysOfAllShapesAreSorted() {
    SplittableRandom random = new SplittableRandom(1);
    List<Function<SplittableRandom, byte[]>> shapes =
        List.of(
            r -> bytes(r, r.nextInt(4), 3),
            r -> bytes(r, 9, 256),
            r -> bytes(r, r.nextInt(40), 2),
            r -> text("customer-" + r.nextInt(5_000)),
            r -> text("the same long beginning of every key, whatever " + r.nextInt(300)),
            r -> text("0".repeat(r.nextInt(30))),
            r -> zeros(r.nextInt(20)),
            r -> text("one"),
            r -> bytes(r, r.nextInt(5) == 0 ? 300 : 3, 256));
    for (Function<SplittableRandom, byte[]> shape : shapes) {
      for (int count : new int[] {1, 2, 7, 300, 5_000}) {
        for (long memory : new long[] {1 << 12, 1 << 16, 1 << 24}) {
          SplittableRandom own = random.split();
          check(
              memory,
              Stream.generate(() -> new byte[][] {shape.apply(own), bytes(own, own.nextInt(4), 3)})
                  .limit(count)
                  .toList());
        }
      }
    }
  }

  @Test
  void allShapesTogetherAreSorted() {
    SplittableRandom random = new SplittableRandom(2);
    List<byte[][]> records = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      byte[] key =
          switch (random.nextInt(4)) {
            case 0 -> bytes(random, random.nextInt(12), 2);
            case 1 -> text("prefix" + random.nextInt(50));
            case 2 -> bytes(random, 8, 2);
            default -> zeros(random.nextInt(12));
          };
      records.add(new byte[][] {key, bytes(random, random.nextInt(3), 256)});
    }
    check(1 << 14, records);
    check(1 << 18, records);
    check(1 << 26, records);
  }

  @Test
  void recordsInOrderComeOutInOrder() {
    List<byte[][]> records =
        IntStream.range(0, 20_000).mapToObj(i -> new byte[][] {number(i), number(-i)}).toList();
    check(1 << 14, records);
    check(1 << 26, records);
    // In order but for one record in the middle.
    List<byte[][]> almost = new ArrayList<>(records);
    almost.add(10_000, records.get(3));
    check(1 << 14, almost);
    List<byte[][]> backwards = new ArrayList<>(records).reversed();
    check(1 << 14, backwards);
  }

  @Test
  void moreRunsThanAreMergedAtOnceAreSorted() {
    SplittableRandom random = new SplittableRandom(3);
    check(
        1 << 10,
        Stream.generate(() -> new byte[][] {bytes(random, 9, 256), bytes(random, 5, 256)})
            .limit(20_000)
            .toList());
  }

  @Test
  void recordsLargerThanTheMemoryAreSorted() {
    SplittableRandom random = new SplittableRandom(4);
    List<byte[][]> records = new ArrayList<>();
    for (int length : new int[] {3, 100_000, 0, 1 << 20, 127, 128, 16_383, 16_384, 3_000_000, 5}) {
      records.add(new byte[][] {bytes(random, 1 + length / 2, 256), bytes(random, length, 256)});
      records.add(new byte[][] {bytes(random, 2, 256), bytes(random, length, 256)});
    }
    check(1 << 12, records);
    check(1 << 26, records);
  }

  @Test
  void nothingIsLeftInTheFolder() throws IOException {
    KeySorter sorter = sorter(1 << 12);
    fill(sorter, 5_000);
    KeySorter.Cursor cursor = sorter.sorted();
    assertThat(cursor.next()).isTrue();
    cursor.close();
    cursor.close();
    assertThat(left()).isEmpty();
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);

    KeySorter unfinished = sorter(1 << 12);
    fill(unfinished, 5_000);
    unfinished.close();
    assertThat(left()).isEmpty();
    assertThatThrownBy(() -> fill(unfinished, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "");
    KeySorter sorter = new KeySorter(file.resolve("temp"), 1 << 12);
    assertThatThrownBy(() -> fill(sorter, 5_000))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("another folder");
    assertThatThrownBy(() -> fill(sorter, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void recordsAreReadOnceAndAddedBefore() {
    KeySorter sorter = sorter(1 << 12);
    fill(sorter, 10);
    try (KeySorter.Cursor cursor = sorter.sorted()) {
      assertThatThrownBy(sorter::sorted).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> fill(sorter, 1)).isInstanceOf(IllegalStateException.class);
      assertThat(cursor.next()).isTrue();
    }
    assertThat(sorter.size()).isEqualTo(10);
  }

  private KeySorter sorter(long memory) {
    return new KeySorter(folder, memory);
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void fill(KeySorter sorter, int count) {
    for (int i = 0; i < count; i++) {
      sorter.add(number(i * 7919 % 10_007), number(i));
    }
  }

  private void check(long memory, List<byte[][]> records) {
    List<byte[][]> expected = new ArrayList<>(records);
    expected.sort(ORDER);
    KeySorter sorter = sorter(memory);
    for (byte[][] record : records) {
      sorter.add(record[0], record[1]);
    }
    try (KeySorter.Cursor cursor = sorter.sorted()) {
      for (int i = 0; i < expected.size(); i++) {
        if (!cursor.next()
            || !Arrays.equals(cursor.key(), expected.get(i)[0])
            || !Arrays.equals(cursor.payload(), expected.get(i)[1])) {
          throw new AssertionError(
              "record " + i + " of " + records.size() + " with " + memory + " bytes of memory");
        }
      }
      assertThat(cursor.next()).isFalse();
    }
  }

  private static byte[] bytes(SplittableRandom random, int length, int values) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextInt(values) * (256 / values));
    }
    return bytes;
  }

  private static byte[] zeros(int length) {
    return new byte[length];
  }

  private static byte[] text(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static byte[] number(long value) {
    return java.nio.ByteBuffer.allocate(9).put((byte) 3).putLong(value).array();
  }
}
