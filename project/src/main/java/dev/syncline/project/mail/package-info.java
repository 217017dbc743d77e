/** Mails by SMTP. */
@NullMarked
package dev.syncline.project.mail;

import org.jspecify.annotations.NullMarked;
