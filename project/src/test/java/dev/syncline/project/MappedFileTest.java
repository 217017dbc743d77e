package dev.syncline.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file in pieces reads as a whole one. */
class MappedFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "abcd", "abcdefgh", "abcdefghi"})
  void pieceByPiece(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("text"), text);
    for (MappedFile mapped : new MappedFile[] {new MappedFile(file, 2), MappedFile.of(file)}) {
      assertThat(mapped.size()).isEqualTo(text.length());
      for (int from = 0; from <= text.length(); from++) {
        for (int to = from; to <= text.length(); to++) {
          assertThat(new String(mapped.get(from, to), StandardCharsets.UTF_8))
              .isEqualTo(text.substring(from, to));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) - 1, 1L << 31, (1L << 31) + 5})
  void longerThanOneMappingCanBe(long gap) throws Exception {
    Path file = folder.resolve("long");
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap("end".getBytes(StandardCharsets.UTF_8)), gap);
    }
    MappedFile mapped = MappedFile.of(file);
    assertThat(mapped.size()).isEqualTo(gap + 3);
    assertThat(new String(mapped.get(gap, gap + 3), StandardCharsets.UTF_8)).isEqualTo("end");
  }
}
