/** How messages leave: mails by SMTP, and requests to web addresses. */
@NullMarked
package dev.syncline.project.mail;

import org.jspecify.annotations.NullMarked;
