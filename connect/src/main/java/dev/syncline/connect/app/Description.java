package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.syncline.connect.Write;
import dev.syncline.core.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How an application is spoken to: a description in YAML, key for key. What is left out has no
 * meaning for the application, or the default given here.
 *
 * @param application its name, for messages
 * @param authentication ways to log in; the first of which the connection gives everything is taken
 * @param retry when a request is sent again
 * @param requestsPerSecond how many requests are sent in a second at most; 0: as many as there are
 * @param errors what its refusals mean
 * @param product how it says its version
 * @param objects what its objects are, or where they are listed
 * @param fields where an object's fields are listed
 * @param references where references between objects are listed
 * @param filter how records are chosen; needed where they can be read
 * @param records how records are read and written
 * @param trace how a write is found again whose answer was lost
 * @param owner where it is kept which store writes a sync
 * @param makeObject how an object is made
 */
record Description(
    @JsonProperty(required = true) String application,
    List<Login> authentication,
    Retry retry,
    int requestsPerSecond,
    Errors errors,
    @Nullable Product product,
    @JsonProperty(required = true) Objects objects,
    @Nullable Fields fields,
    @Nullable References references,
    @Nullable Filter filter,
    @JsonProperty(required = true) Records records,
    @Nullable Trace trace,
    @Nullable Owner owner,
    @Nullable MakeObject makeObject) {
  Description {
    authentication = authentication == null ? List.of() : List.copyOf(authentication);
    retry = retry == null ? Retry.DEFAULT : retry;
    errors = errors == null ? Errors.NONE : errors;
    if (fields == null && objects.declared().isEmpty()) {
      throw new IllegalArgumentException(
          "says neither where fields are listed (fields) nor what they are (objects.declared)");
    }
    if (records.read() != null && filter == null) {
      throw new IllegalArgumentException("\"filter\" is missing, by which records are read");
    }
    if (records.read() == null) {
      checkEndpoint(objects, records);
    }
  }

  /** Whether records cannot be read, so that what was sent stands for what is there. */
  boolean isEndpoint() {
    return records.read() == null;
  }

  /** What cannot be read cannot be listed either, and nothing but what was sent is known of it. */
  private static void checkEndpoint(Objects objects, Records records) {
    if (objects.request() != null) {
      throw new IllegalArgumentException(
          "read: none goes with declared objects; what can be listed can be read");
    }
    for (String name : records.objects().keySet()) {
      if (!objects.declared().containsKey(name)) {
        throw new IllegalArgumentException(
            "records.objects names \""
                + name
                + "\", which objects.declared does not"
                + Nearest.hint(name, objects.declared().keySet()));
      }
    }
    objects
        .declared()
        .forEach(
            (name, fields) -> {
              if (fields.values().stream().filter(Declared::key).count() != 1) {
                throw new IllegalArgumentException(
                    "object " + name + " must have one field with key: true");
              }
              records.of(name).check(name, fields.keySet());
            });
  }

  /**
   * A way to log in.
   *
   * @param headers what every request carries
   * @param obtain how {@code {obtained}} is got; again when the application no longer takes it
   */
  record Login(
      @JsonProperty(required = true) Map<String, String> headers, @Nullable Obtain obtain) {
    Login {
      headers = Map.copyOf(headers);
      headers.values().forEach(Template::check);
    }
  }

  /**
   * A request for what logs in for a while, such as OAuth 2's token endpoint.
   *
   * @param request method and path; a whole URL where that is elsewhere
   * @param body JSON, or
   * @param form fields of a form
   * @param token where in the answer it is
   */
  record Obtain(
      @JsonProperty(required = true) String request,
      @Nullable JsonNode body,
      @Nullable Map<String, String> form,
      @JsonProperty(required = true) Place token) {
    Obtain {
      Call.checkRequest(request);
      if (body != null) {
        Template.check(body);
      }
      if (form != null) {
        form.values().forEach(Template::check);
      }
    }
  }

  /**
   * The application's version.
   *
   * @param request method and path
   * @param version where in the answer it is
   */
  record Product(
      @JsonProperty(required = true) String request, @JsonProperty(required = true) Place version) {
    Product {
      Call.checkRequest(request);
    }
  }

  /**
   * Where objects are listed, or what they are.
   *
   * @param request method and path
   * @param rows where in the answer the objects are
   * @param name where in one its name is
   * @param present where something has to be in one that counts
   * @param hide patterns of names that do not count
   * @param declared objects by name, each with its fields by name
   */
  record Objects(
      @Nullable String request,
      Place rows,
      Place name,
      @Nullable Place present,
      List<Pattern> hide,
      Map<String, Map<String, Declared>> declared) {
    Objects {
      rows = rows == null ? Place.of("") : rows;
      name = name == null ? Place.of("") : name;
      hide = hide == null ? List.of() : List.copyOf(hide);
      declared = declared == null ? Map.of() : declared;
      if (request != null) {
        Call.checkRequest(request);
      } else if (declared.isEmpty()) {
        throw new IllegalArgumentException("has neither a request nor declared objects");
      }
    }
  }

  /**
   * A field of an object that the description itself declares.
   *
   * @param type what it holds
   * @param key whether it identifies a record
   * @param required whether it must be given
   * @param unique whether no two records may have the same
   * @param generated whether the application gives it when it is left out
   * @param computed whether it cannot be written
   * @param to the object it refers to
   */
  record Declared(
      @JsonProperty(required = true) TypeWord type,
      boolean key,
      boolean required,
      boolean unique,
      boolean generated,
      boolean computed,
      @Nullable String to) {}

  /**
   * Where an object's fields are listed and where in each entry what is.
   *
   * @param request method and path
   * @param rows where in the answer the fields are
   * @param present where something has to be in one that counts
   * @param defaultValue where the value is that the application gives when it is left out
   * @param marks where further words about it are
   * @param marked what those words mean
   * @param types what its types hold; others cannot be synchronized
   */
  record Fields(
      @JsonProperty(required = true) String request,
      @JsonProperty(required = true) Place rows,
      @JsonProperty(required = true) Place name,
      @JsonProperty(required = true) Place type,
      @Nullable Place present,
      @Nullable Place key,
      @JsonProperty("native") @Nullable Place nativeType,
      @Nullable Place nullable,
      @JsonProperty("default") @Nullable Place defaultValue,
      @Nullable Place unique,
      @Nullable Place generated,
      @Nullable Place length,
      @Nullable Place precision,
      @Nullable Place scale,
      @Nullable Place labels,
      @Nullable Place marks,
      Map<String, Mark> marked,
      @JsonProperty(required = true) Map<String, TypeWord> types) {
    Fields {
      Call.checkRequest(request);
      marked = marked == null ? Map.of() : marked;
    }
  }

  /** What a word about a field means. */
  enum Mark {
    /** The application gives it when it is left out. */
    @JsonProperty("generated")
    GENERATED,
    /** It cannot be written. */
    @JsonProperty("computed")
    COMPUTED
  }

  /**
   * Where references are listed.
   *
   * @param object where in an entry the object is that refers
   * @param field the field by which it does
   * @param to the object referred to, by its key
   * @param onDelete where it says CASCADE if the child goes with its parent
   */
  record References(
      @JsonProperty(required = true) String request,
      @JsonProperty(required = true) Place rows,
      @JsonProperty(required = true) Place object,
      @JsonProperty(required = true) Place field,
      @JsonProperty(required = true) Place to,
      @Nullable Place onDelete) {
    References {
      Call.checkRequest(request);
    }
  }

  /**
   * How records are read and written.
   *
   * @param nest where in a record its fields are, all but the key
   * @param read reads those that a filter chooses, a page at a time; null where nothing can be read
   * @param lookUp how many values a filter may name
   * @param count counts all
   * @param version where in a record the version is that an update or delete carries
   * @param exact whether whole numbers beyond 2^53 and decimals travel as they are; else the
   *     application takes numbers as floating-point, and what that cannot hold is refused
   * @param omitsEmpty whether fields without a value are not in an answer; else a field that is not
   *     there makes its record unreadable, for it may be gone
   * @param operationField a text field that holds the operation which added a record, in objects
   *     that have it; so a create is found again whose answer was lost
   * @param chooseKeys types of keys that Syncline chooses itself, so that a create sent twice adds
   *     one record
   * @param idempotencyKey the header in which a request that writes tells its own name, so that one
   *     that is sent twice is acted on once
   * @param objects how records of single objects are written, in place of what is said for all
   */
  record Records(
      Place nest,
      @JsonProperty(required = true) @Nullable Call read,
      int lookUp,
      @Nullable Call count,
      @Nullable Call create,
      @Nullable Call update,
      @Nullable Call delete,
      @Nullable Place version,
      boolean exact,
      boolean omitsEmpty,
      @Nullable String operationField,
      List<String> chooseKeys,
      @Nullable String idempotencyKey,
      Map<String, Writing> objects) {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    Records {
      objects = objects == null ? Map.of() : objects;
      if (read == null && idempotencyKey == null) {
        idempotencyKey = IDEMPOTENCY_KEY;
      }
      nest = nest == null ? Place.of("") : nest;
      lookUp = lookUp == 0 ? 50 : lookUp;
      chooseKeys = chooseKeys == null ? List.of() : chooseKeys;
      if (read != null && read.page() == null) {
        throw new IllegalArgumentException("read has no page");
      }
      if (count != null && count.value() == null) {
        throw new IllegalArgumentException("count does not say where in the answer its value is");
      }
      if (chooseKeys.stream().anyMatch(k -> !k.equals("uuid"))) {
        throw new IllegalArgumentException("choose-keys knows uuid only");
      }
    }

    /** How records of an object are written. */
    Writing of(String object) {
      Writing own = objects.get(object);
      return own == null ? new Writing(create, update, delete) : own;
    }
  }

  /**
   * How records are written; what is left out cannot be done.
   *
   * @param create adds some
   * @param update changes some
   * @param delete removes some
   */
  record Writing(@Nullable Call create, @Nullable Call update, @Nullable Call delete) {
    /** The request for a write. */
    @Nullable Call call(Write write) {
      return switch (write) {
        case Write.Insert i -> create;
        case Write.Update u -> update;
        case Write.Delete d -> delete;
      };
    }

    /** Refuses placeholders for fields that an object has not. */
    void check(String object, Set<String> fields) {
      Stream.of(create, update, delete)
          .filter(java.util.Objects::nonNull)
          .flatMap(Call::templates)
          .flatMap(t -> Template.fieldsIn(t).stream())
          .filter(f -> !fields.contains(f))
          .findFirst()
          .ifPresent(
              f -> {
                throw new IllegalArgumentException(
                    "object " + object + " has no field \"" + f + "\"" + Nearest.hint(f, fields));
              });
    }
  }

  /**
   * Where the application itself keeps what was written by which request.
   *
   * @param request finds entries by {@code {object}} and {@code {mark}}
   * @param body its body
   * @param rows where in the answer the entries are, the oldest first
   * @param key where in an entry the key of the record written is
   * @param mark where in an entry what the request carried is
   * @param action where in an entry is what was done
   * @param actions the words for that: create, update, delete
   * @param present where in an object's entry something is if it keeps a trace
   * @param settle how long a request may still be at work when its answer was lost
   */
  record Trace(
      @JsonProperty(required = true) String request,
      Map<String, JsonNode> query,
      @Nullable JsonNode body,
      @JsonProperty(required = true) Place rows,
      @JsonProperty(required = true) Place key,
      @JsonProperty(required = true) Place mark,
      @JsonProperty(required = true) Place action,
      @JsonProperty(required = true) Map<String, String> actions,
      @Nullable Place present,
      Span settle) {
    Trace {
      query = query == null ? Map.of() : query;
      settle = settle == null ? Span.of("5s") : settle;
      for (String word : List.of("create", "update", "delete")) {
        if (!actions.containsKey(word)) {
          throw new IllegalArgumentException("actions has no word for " + word);
        }
      }
    }

    Call call() {
      return new Call(
          request, query, Map.of(), body, null, null, null, rows, null, null, null, null);
    }
  }

  /**
   * Where it is kept which store writes a sync.
   *
   * @param object an object with the fields sync, a whole number and the key; store, a text; and
   *     token, a whole number
   * @param make how it is made
   * @param drop how it is removed
   */
  record Owner(
      @JsonProperty(required = true) String object,
      @JsonProperty(required = true) Call make,
      @JsonProperty(required = true) Call drop) {}

  /**
   * How an object is made.
   *
   * @param request method and path
   * @param body with {@code {object}} and {@code {fields}}
   * @param field a field among those
   * @param types its words for types
   * @param marks further words by type
   * @param key the name of a generated whole number that becomes the key of an object whose model
   *     has none of a single field
   * @param reference how a field is made a reference, by {@code {object}}, {@code {name}}, {@code
   *     {to}} and {@code {on-delete}}
   */
  record MakeObject(
      @JsonProperty(required = true) String request,
      @JsonProperty(required = true) JsonNode body,
      @JsonProperty(required = true) JsonNode field,
      @JsonProperty(required = true) Map<String, String> types,
      Map<String, JsonNode> marks,
      @Nullable String key,
      @Nullable Call reference) {
    MakeObject {
      Call.checkRequest(request);
      Template.check(body);
      Template.check(field);
      marks = marks == null ? Map.of() : marks;
    }
  }
}
