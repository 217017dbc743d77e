package dev.syncline.connect.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps docs/application.schema.json and what is read of a description from drifting apart. */
class ApplicationSchemaTest {
  private static final List<Class<?>> BLOCKS =
      List.of(
          Description.class,
          Description.Login.class,
          Description.Obtain.class,
          Retry.class,
          Errors.class,
          Description.Product.class,
          Description.Objects.class,
          Description.Declared.class,
          Description.Fields.class,
          Description.References.class,
          Filter.class,
          Description.Records.class,
          Description.Writing.class,
          Call.class,
          Call.Page.class,
          Call.Batch.class,
          Description.Trace.class,
          Description.Owner.class,
          Description.MakeObject.class);

  static Stream<Class<?>> blocks() {
    return BLOCKS.stream();
  }

  private static JsonNode schema() throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(Path.of("../docs/application.schema.json")))
        .get("$defs");
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static String key(RecordComponent component, Class<?> block) throws Exception {
    JsonProperty named =
        block.getDeclaredField(component.getName()).getAnnotation(JsonProperty.class);
    return named != null && !named.value().isEmpty() ? named.value() : kebab(component.getName());
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void bothKnowTheSameKeys(Class<?> block) throws Exception {
    JsonNode definition = schema().get(kebab(block.getSimpleName()));
    assertThat(definition).as(block.getSimpleName()).isNotNull();
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : block.getRecordComponents()) {
      keys.add(key(component, block));
    }
    assertThat(definition.get("properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(keys);
    assertThat(definition.get("additionalProperties").booleanValue(true)).isFalse();
    for (Map.Entry<String, JsonNode> property : definition.get("properties").properties()) {
      assertThat(property.getValue().path("description").asString(""))
          .as(property.getKey())
          .isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("words")
  void bothKnowTheSameWords(String at, Class<? extends Enum<?>> type) throws Exception {
    List<String> words = new ArrayList<>();
    for (Enum<?> constant : type.getEnumConstants()) {
      words.add(type.getField(constant.name()).getAnnotation(JsonProperty.class).value());
    }
    assertThat(schema().at(at).get("enum").valueStream())
        .extracting(JsonNode::asString)
        .containsExactlyElementsOf(words);
  }

  static List<Arguments> words() {
    return Arrays.asList(
        Arguments.of("/errors/properties/codes/additionalProperties", Errors.Meaning.class),
        Arguments.of("/page/properties/by", Call.By.class),
        Arguments.of("/batch/properties/fails", Call.Fails.class),
        Arguments.of("/fields/properties/marked/additionalProperties", Description.Mark.class));
  }
}
