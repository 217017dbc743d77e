package dev.syncline.connect.folder;

import dev.syncline.connect.Misfit;
import dev.syncline.connect.WriteOutcome.Cause;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import org.jspecify.annotations.Nullable;

/** The paths by which rows name files: relative, with {@code /}, in Unicode's composed form. */
final class FilePath {
  /** Names that begin so are Syncline's own, and nobody sees them. */
  static final String OWN = ".syncline";

  private static final int MOST_BYTES = 255;

  private FilePath() {}

  /** A name or a path in the form in which it is compared. */
  static String composed(String text) {
    return Normalizer.isNormalized(text, Form.NFC) ? text : Normalizer.normalize(text, Form.NFC);
  }

  /** A name as some systems store it. */
  static String decomposed(String text) {
    return Normalizer.normalize(text, Form.NFD);
  }

  /** Whether an entry of a folder is a temporary file or a state folder of Syncline's. */
  static boolean isOwn(String name) {
    return name.equals(OWN) || name.startsWith(OWN + "-");
  }

  /** The folder that a path names before its last {@code /}; empty where there is none. */
  static String folder(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** Why no file below a folder can have a path; null where one can. */
  static @Nullable Misfit misfit(Path folder, String path) {
    if (path.isEmpty()) {
      return Misfit.type("it is empty, and a file needs a name");
    }
    if (path.startsWith("/")) {
      return Misfit.type("it begins with /, and would lead out of the folder. Begin with a name");
    }
    for (String name : path.split("/", -1)) {
      Misfit misfit = misfitOfName(folder, name);
      if (misfit != null) {
        return misfit;
      }
    }
    return null;
  }

  private static @Nullable Misfit misfitOfName(Path folder, String name) {
    if (name.isEmpty()) {
      return Misfit.type(
          "a name between two / is empty. Write one / between names, none at the end");
    }
    if (name.equals("..") || name.equals(".")) {
      return Misfit.type(
          "it holds \"" + name + "\", and would lead out of the folder or about in it");
    }
    if (isOwn(name)) {
      return Misfit.type("names that begin with " + OWN + " are Syncline's own. Choose another");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      return new Misfit(
          Cause.TOO_LONG,
          "a name in it is too long (max " + MOST_BYTES + " bytes, was " + bytes + "). Shorten it");
    }
    try {
      Path entry = folder.resolve(name);
      return entry.getNameCount() == folder.getNameCount() + 1 && entry.startsWith(folder)
          ? null
          : Misfit.type("it holds a character that stands between folders there. Rename the file");
    } catch (InvalidPathException e) {
      return Misfit.type("the file system cannot hold a character of it. Rename the file");
    }
  }
}
