package dev.syncline.cli.mail;

import dev.syncline.engine.config.MailConfig;
import dev.syncline.engine.config.MailConfig.Tls;
import dev.syncline.engine.config.Secret;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** A conversation with the server that takes mails. */
public final class Smtp implements AutoCloseable {
  private static final String PATIENCE_MILLIS = "10000";
  private static final int TEMPORARY = 400;
  private static final int PERMANENT = 500;

  private final MailConfig config;
  private final Session session;
  private final Transport transport;

  private Smtp(MailConfig config, Session session, Transport transport) {
    this.config = config;
    this.session = session;
    this.transport = transport;
  }

  /**
   * Begins it.
   *
   * @throws NotSent if the server is not there, or does not want to speak
   */
  public static Smtp open(MailConfig config) throws NotSent {
    Session session = Session.getInstance(properties(config));
    try {
      Transport transport = session.getTransport("smtp");
      transport.connect(
          config.host(),
          config.port(),
          config.user().orElse(null),
          config.password().map(Secret::reveal).orElse(null));
      return new Smtp(config, session, transport);
    } catch (AuthenticationFailedException e) {
      throw new NotSent(place(config) + " does not let the account in: " + why(e), false, e);
    } catch (MessagingException e) {
      throw new NotSent(place(config) + " cannot be spoken with: " + why(e), false, e);
    }
  }

  private static Properties properties(MailConfig config) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.timeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.writetimeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.auth", Boolean.toString(config.user().isPresent()));
    boolean starttls = config.tls() == Tls.STARTTLS;
    properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(starttls));
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(starttls));
    properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(config.tls() == Tls.TLS));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    return properties;
  }

  /**
   * Sends a mail.
   *
   * @param atMillis when it was written
   * @throws NotSent if the server does not take it
   */
  public void send(Letter letter, long atMillis) throws NotSent {
    try {
      MimeMessage mail = new MimeMessage(session);
      mail.setFrom(new InternetAddress(config.from(), true));
      mail.setRecipient(MimeMessage.RecipientType.TO, InternetAddress.parse(letter.to(), true)[0]);
      mail.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
      mail.setText(letter.body(), StandardCharsets.UTF_8.name());
      mail.setSentDate(new Date(atMillis));
      mail.setHeader("Auto-Submitted", "auto-generated");
      mail.saveChanges();
      transport.sendMessage(mail, mail.getAllRecipients());
    } catch (MessagingException e) {
      throw new NotSent(place(config) + " does not take it: " + why(e), isForGood(e), e);
    }
  }

  private static String place(MailConfig config) {
    return "the mail server " + config.host() + ":" + config.port();
  }

  /** By the code that the server answered with: 5xx is its last word, 4xx is not. */
  private static boolean isForGood(MessagingException e) {
    for (Exception inner = e; inner instanceof MessagingException m; inner = m.getNextException()) {
      int code =
          switch (m) {
            case SMTPAddressFailedException refused -> refused.getReturnCode();
            case SMTPSenderFailedException refused -> refused.getReturnCode();
            case SMTPSendFailedException refused -> refused.getReturnCode();
            default -> 0;
          };
      if (code >= TEMPORARY) {
        return code >= PERMANENT;
      }
    }
    return false;
  }

  /** The innermost reason, which is the server's own or the network's. */
  private static String why(MessagingException e) {
    Throwable inner = e;
    while (inner instanceof MessagingException m && m.getNextException() != null) {
      inner = m.getNextException();
    }
    String text = inner.getMessage();
    return text == null || text.isBlank() ? inner.toString() : text.strip();
  }

  @Override
  public void close() {
    try {
      transport.close();
    } catch (MessagingException e) {
      // The mails are sent; the server only missed the farewell.
    }
  }
}
