/** Mails by SMTP. */
@NullMarked
package dev.syncline.cli.mail;

import org.jspecify.annotations.NullMarked;
