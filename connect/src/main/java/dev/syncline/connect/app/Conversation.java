package dev.syncline.connect.app;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.secure.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Speaks with the application as somebody who is logged in, and says in words what fails. */
final class Conversation implements AutoCloseable {
  private static final int SHOWN = 200;

  private final ConnectionSpec spec;
  private final Description description;
  private final Wire wire;
  private final Map<String, JsonNode> given = new HashMap<>();
  private final Description.@Nullable Login login;

  private volatile @Nullable Transcript listener;

  /** Until when nothing is written, for the application asked to be left alone; null as a rule. */
  private volatile @Nullable Instant silentUntil;

  /** What {@code {obtained}} stands for; null before it is got. */
  private @Nullable String obtained;

  Conversation(ConnectionSpec spec, Description description) {
    this.spec = spec;
    this.description = description;
    give("user", spec.user());
    give("password", spec.password());
    give("token", spec.token());
    if (!spec.user().isEmpty()) {
      String both = spec.user() + ":" + spec.password();
      give("basic", Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }
    this.login = way();
    this.wire = new Wire(spec, description.retry(), description.requestsPerSecond());
  }

  /** As {@link dev.syncline.connect.Connector#encryption} says. */
  Encryption encryption() {
    return wire.encryption();
  }

  /** As {@link dev.syncline.connect.Connector#retried} says. */
  void retried(BooleanSupplier over) {
    wire.retried(over);
  }

  private void give(String placeholder, String value) {
    if (!value.isEmpty()) {
      given.put(placeholder, Json.text(value));
    }
  }

  private Description.@Nullable Login way() {
    List<Description.Login> ways = description.authentication();
    Set<String> wanted = new LinkedHashSet<>();
    for (Description.Login way : ways) {
      Set<String> needs = new TreeSet<>();
      way.headers().values().forEach(h -> needs.addAll(Template.in(h)));
      Description.Obtain obtain = way.obtain();
      if (obtain != null) {
        needs.remove("obtained");
        Map<String, String> form = obtain.form();
        needs.addAll(
            Template.in(
                form != null ? String.join(" ", form.values()) : String.valueOf(obtain.body())));
      }
      needs.removeAll(given.keySet());
      if (needs.isEmpty()) {
        return way;
      }
      wanted.add(String.join(" and ", needs));
    }
    if (ways.isEmpty()) {
      return null;
    }
    throw new ConnectorException(
        Kind.LOGIN,
        spec.name()
            + ": "
            + description.application()
            + " needs a login. Give the connection "
            + String.join(", or ", wanted)
            + ".",
        null);
  }

  /** The name in the configuration, for messages. */
  String name() {
    return spec.name();
  }

  String application() {
    return description.application();
  }

  /** A request that changes nothing; its answer is a success. */
  Answer ask(String doing, Call call, Map<String, JsonNode> values) {
    return ask(doing, Wire.Request.of(call, values));
  }

  Answer ask(String doing, Wire.Request request) {
    Answer answer;
    try {
      answer = send(request, true);
    } catch (AnswerLost e) {
      throw failed(Kind.UNREACHABLE, doing, e.getMessage() + ". Try again later", e);
    } catch (Unreached e) {
      throw unreached(doing, e);
    }
    if (!answer.isSuccess()) {
      throw refused(doing, answer);
    }
    if (answer.body() == null) {
      throw failed(
          Kind.FAILED,
          doing,
          "the answer is not JSON"
              + (answer.text().isEmpty() ? "" : ": \"" + answer.text() + "\"")
              + ". Is "
              + spec.shownUrl()
              + " the address of "
              + application()
              + "'s interface?",
          null);
    }
    return answer;
  }

  /**
   * A request that writes, sent once.
   *
   * @throws Unreached if it surely was not acted on
   * @throws AnswerLost if it may have been
   */
  Answer tell(Wire.Request request) {
    Answer answer = deliver(request, false);
    if (answer.isSuccess() && answer.body() == null && !answer.text().isEmpty()) {
      throw new AnswerLost("the answer is not JSON: \"" + answer.text() + "\"");
    }
    return answer;
  }

  /**
   * A request that writes, whatever the answer's words are.
   *
   * @param again whether it may be sent again by itself when its answer is lost
   * @throws Unreached if it surely was not acted on
   * @throws AnswerLost if it may have been
   */
  Answer deliver(Wire.Request request, boolean again) {
    Answer answer = send(request, again);
    boolean said = answer.body() != null && description.errors().isSaidBy(answer.body());
    if (answer.status() >= 500
        && !said
        && !description.retry().status().contains(answer.status())) {
      throw new AnswerLost("HTTP " + answer.status() + " without a word of " + application());
    }
    return answer;
  }

  /** A request that writes and has to succeed. */
  void command(String doing, Wire.Request request) {
    try {
      Answer answer = tell(request);
      if (!answer.isSuccess()) {
        throw refused(doing, answer);
      }
    } catch (AnswerLost e) {
      throw failed(Kind.FAILED, doing, e.getMessage() + ". Look whether it was done", e);
    } catch (Unreached e) {
      throw unreached(doing, e);
    }
  }

  private Answer send(Wire.Request request, boolean reads) {
    String before = token();
    Answer answer = sendAs(before, request, reads);
    if (before != null && isLogin(answer)) {
      answer = sendAs(renewed(before), request, reads);
    }
    return answer;
  }

  private Answer sendAs(@Nullable String token, Wire.Request request, boolean reads) {
    Map<String, String> loggedIn = headers(token);
    Transcript listens = listener;
    if (listens == null) {
      return wire.send(request, loggedIn, reads);
    }
    Overheard told = new Overheard(listens, spec, token);
    try {
      Answer answer = wire.send(request, loggedIn, reads);
      told.tell(request, loggedIn.keySet(), answer);
      return answer;
    } catch (AnswerLost | Unreached e) {
      told.tell(request, loggedIn.keySet(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** As {@link dev.syncline.connect.Connector#transcribe} says; of reads, too. */
  void transcribe(@Nullable Transcript whoListens) {
    listener = whoListens;
  }

  private boolean isLogin(Answer answer) {
    return answer.status() == 401
        || (!answer.isSuccess()
            && description.errors().in(answer.status(), answer.json()).stream()
                .anyMatch(r -> r.meaning() == Errors.Meaning.LOGIN));
  }

  private Map<String, String> headers(@Nullable String token) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (login != null) {
      Map<String, JsonNode> values = new HashMap<>(given);
      if (token != null) {
        values.put("obtained", Json.text(token));
      }
      login.headers().forEach((name, value) -> headers.put(name, Template.text(value, values)));
    }
    return headers;
  }

  /** What the login has got; null where it needs to get nothing. */
  private synchronized @Nullable String token() {
    if (login == null || login.obtain() == null) {
      return null;
    }
    if (obtained == null) {
      obtained = obtain(login.obtain());
    }
    return obtained;
  }

  /** A new one, unless somebody else got it meanwhile. */
  private synchronized @Nullable String renewed(String old) {
    if (old.equals(obtained)) {
      obtained = null;
    }
    return token();
  }

  private String obtain(Description.Obtain how) {
    Call call =
        new Call(
            how.request(),
            Map.of(),
            Map.of(),
            how.body(),
            how.form(),
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    Answer answer = wire.send(Wire.Request.of(call, given), Map.of(), true);
    String token = answer.isSuccess() ? how.token().text(answer.json()) : "";
    if (token.isEmpty()) {
      throw failed(
          Kind.LOGIN,
          "logging in",
          words(answer) + ". Check user, password and token of the connection",
          null);
    }
    return token;
  }

  /** An answer's refusal as an exception. */
  ConnectorException refused(String doing, Answer answer) {
    List<Errors.Refusal> refusals = description.errors().in(answer.status(), answer.json());
    String words = words(answer);
    if (answer.status() / 100 == 3) {
      String to = answer.headers().firstValue("Location").orElse("elsewhere");
      return failed(
          Kind.FAILED, doing, "it redirects to " + to + ". Write that address as url", null);
    }
    return switch (refusals.getFirst().meaning()) {
      case LOGIN ->
          failed(
              Kind.LOGIN,
              doing,
              words + ". Check user, password and token of the connection",
              null);
      case DENIED ->
          failed(
              Kind.DENIED, doing, words + ". Give the account the right, or check the name", null);
      case MISSING -> failed(Kind.MISSING, doing, words, null);
      case THROTTLED -> failed(Kind.TIMEOUT, doing, words + ". Try again later", null);
      default ->
          description.retry().status().contains(answer.status())
              ? failed(Kind.TIMEOUT, doing, words + ". Try again later", null)
              : failed(Kind.FAILED, doing, words, null);
    };
  }

  /** How long a refused request is to wait, where it was refused for coming too soon. */
  @Nullable Duration wait(Answer answer) {
    boolean throttled =
        description.retry().status().contains(answer.status())
            || description.errors().in(answer.status(), answer.json()).stream()
                .anyMatch(r -> r.meaning() == Errors.Meaning.THROTTLED);
    return throttled
        ? answer.retryAfter(Instant.now()).orElse(description.retry().longest().length())
        : null;
  }

  /** Nothing is to be written for as long as an answer asked for. */
  void keepSilent(Duration wait) {
    silentUntil = Instant.now().plus(wait);
  }

  /** For how much longer nothing is to be written; null where it may be. */
  @Nullable Duration silence() {
    Instant until = silentUntil;
    Instant now = Instant.now();
    return until == null || !now.isBefore(until) ? null : Duration.between(now, until);
  }

  /** What an answer that is a refusal says; of an answer of another form, its beginning. */
  String words(Answer answer) {
    Errors.Refusal first = description.errors().in(answer.status(), answer.json()).getFirst();
    String words = words(first, answer.json());
    return words + (answer.text().isEmpty() ? "" : ": \"" + answer.text() + "\"");
  }

  /** What a refusal says; where no words are found in it, the beginning of all of it. */
  String words(Errors.Refusal refusal, JsonNode said) {
    boolean mute = refusal.message().isEmpty();
    String all = mute && said.isContainer() ? said.toString() : "";
    return spec.withoutPassword(
        refusal.words()
            + (all.isEmpty() ? "" : ": " + all.substring(0, Math.min(all.length(), SHOWN))));
  }

  ConnectorException unreached(String doing, Unreached e) {
    Refusal refusal = e.refusal();
    if (refusal != null) {
      return failed(refusal.kind(), doing, refusal.words(), e);
    }
    return failed(
        Kind.UNREACHABLE,
        doing,
        "cannot be reached at " + spec.shownUrl() + " (" + e.getMessage() + "). Is it running?",
        e);
  }

  ConnectorException failed(Kind kind, String doing, String why, @Nullable Throwable cause) {
    String end = why.endsWith("?") || why.endsWith(".") ? why : why + ".";
    return new ConnectorException(kind, spec.name() + ": " + doing + " failed: " + end, cause);
  }

  @Override
  public void close() {
    wire.close();
  }
}
