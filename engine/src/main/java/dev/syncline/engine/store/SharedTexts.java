package dev.syncline.engine.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts and lists of texts that many entries share, each written once. Entries mostly share the
 * very same object, which is recognized without looking into it.
 */
final class SharedTexts {
  private final Map<Object, Integer> objects = new IdentityHashMap<>();
  private final Map<List<String>, Integer> known = new HashMap<>();
  private final List<List<String>> inOrder = new ArrayList<>();

  int indexOf(String text) {
    Integer index = objects.get(text);
    return index != null ? index : add(text, List.of(text));
  }

  int indexOf(List<String> texts) {
    Integer index = objects.get(texts);
    return index != null ? index : add(texts, texts);
  }

  private int add(Object object, List<String> texts) {
    Integer index = known.putIfAbsent(texts, inOrder.size());
    if (index == null) {
      index = inOrder.size();
      inOrder.add(texts);
    }
    objects.put(object, index);
    return index;
  }

  void write(PackedOutput out) {
    out.count(inOrder.size());
    for (List<String> texts : inOrder) {
      out.count(texts.size());
      for (String text : texts) {
        out.bytes(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  static List<List<String>> read(PackedInput in) {
    List<List<String>> all = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      String[] texts = new String[in.count()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = new String(in.bytes(), StandardCharsets.UTF_8);
      }
      all.add(List.of(texts));
    }
    return all;
  }
}
