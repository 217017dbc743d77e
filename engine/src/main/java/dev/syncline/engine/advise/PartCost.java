package dev.syncline.engine.advise;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import java.util.List;
import java.util.Set;

/**
 * How much has to be said against a column as part of a unique key, where the figures leave a
 * choice: references, codes and e-mail addresses are there to tell records apart; addresses and
 * amounts do so by chance, and change.
 */
final class PartCost {
  private static final Set<String> SURELY_IDENTIFYING =
      Set.of("email", "mail", "uuid", "guid", "sku", "ean", "gtin", "isbn", "isrc", "iban");

  private static final Set<String> CHANGING =
      Set.of(
          "address",
          "street",
          "city",
          "state",
          "country",
          "postal",
          "postcode",
          "zip",
          "phone",
          "mobile",
          "fax",
          "first",
          "last",
          "given",
          "family",
          "surname",
          "description",
          "note",
          "comment",
          "remark");

  private static final Set<String> IDENTIFYING =
      Set.of(
          "code",
          "vat",
          "ssn",
          "slug",
          "username",
          "login",
          "number",
          "no",
          "nr",
          "reference",
          "ref",
          "key",
          "barcode",
          "serial",
          "iso",
          "url",
          "domain");

  private static final Set<String> NAMING = Set.of("name", "title", "label");

  private PartCost() {}

  static int of(List<KeyPart> key, ObjectSchema source) {
    return key.stream().mapToInt(p -> of(p, source)).sum();
  }

  static int of(KeyPart part, ObjectSchema source) {
    if (part.parent().isPresent()) {
      return 1;
    }
    Column column = source.column(part.source().getFirst()).orElseThrow();
    int type =
        switch (column.type()) {
          case Type.Text t -> 0;
          case Type.Uuid u -> 0;
          case Type.Date d -> 1;
          case Type.Timestamp t -> 1;
          case Type.Int i -> isIdentifying(part) ? 2 : 4;
          case Type.Enumeration e -> 2;
          default -> 5;
        };
    return type + name(part);
  }

  private static int name(KeyPart part) {
    if (isIdentifying(part)) {
      return 0;
    }
    List<String> words = ObjectNames.words(part.source().getFirst());
    if (words.stream().anyMatch(CHANGING::contains)) {
      return 4;
    }
    return words.stream().anyMatch(NAMING::contains) ? 0 : 2;
  }

  /** Whether a column's name says that it is there to tell records apart. */
  static boolean isIdentifying(KeyPart part) {
    List<String> words = ObjectNames.words(part.source().getFirst());
    return words.stream().anyMatch(SURELY_IDENTIFYING::contains)
        || (words.stream().noneMatch(CHANGING::contains)
            && words.stream().anyMatch(IDENTIFYING::contains));
  }
}
