package dev.syncline.project.tell;

import dev.syncline.engine.config.ReceiverConfig;
import dev.syncline.engine.config.ReceiverConfig.Mail;
import dev.syncline.engine.config.ReceiverConfig.Webhook;
import dev.syncline.engine.store.Delivery.Channel;
import dev.syncline.engine.store.Topic;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one place that decides who is told of what, and when. The tables of {@code docs/messages.md}
 * are this class in prose, and its test's data.
 */
public final class Telling {
  private Telling() {}

  /** What is known of something that is so, or not. */
  public enum Now {
    SO,
    NOT_SO,
    /** It was not looked at, or cannot be told yet. Not known is not over. */
    UNKNOWN
  }

  /** What becomes of a message that something is so. */
  public enum Change {
    BEGINS,
    ENDS,
    NONE
  }

  /**
   * Something to be told.
   *
   * @param sync the sync's name
   * @param atEnd whether it has ended; else it has begun
   * @param mailTo the address of the person who began it; empty where nobody is mailed for that
   */
  public record News(Topic topic, String sync, boolean atEnd, String mailTo) {}

  /**
   * Somebody who is told.
   *
   * @param receiver an address, or a receiver's name
   */
  public record To(Channel channel, String receiver) {}

  /**
   * What becomes of the message that something is so: one when it begins, one when it ends.
   *
   * @param told whether it was said to be so, and not yet that it is not any more
   */
  public static Change change(boolean told, Now now) {
    return switch (now) {
      case SO -> told ? Change.NONE : Change.BEGINS;
      case NOT_SO -> told ? Change.ENDS : Change.NONE;
      case UNKNOWN -> Change.NONE;
    };
  }

  /**
   * Whether runs fail, by how the latest one ended.
   *
   * @param result as a run's record has it; empty where there is no run
   */
  public static Now failing(String result) {
    return switch (result) {
      case "failed", "killed" -> Now.SO;
      case "running", "halted", "stopped" -> Now.UNKNOWN;
      default -> Now.NOT_SO;
    };
  }

  /**
   * Who is told.
   *
   * @param receivers those of the configuration
   */
  public static Set<To> to(News news, List<ReceiverConfig> receivers) {
    Set<To> told = new LinkedHashSet<>();
    if (!news.topic().isStanding() && !news.atEnd()) {
      return told;
    }
    if (!news.mailTo().isEmpty()) {
      told.add(new To(Channel.MAIL, news.mailTo()));
    }
    for (ReceiverConfig receiver : receivers) {
      if (receiver.hears(news.topic(), news.sync())) {
        told.add(
            switch (receiver.way()) {
              case Mail mail -> new To(Channel.MAIL, mail.address());
              case Webhook hook -> new To(Channel.WEBHOOK, receiver.name());
            });
      }
    }
    return told;
  }
}
