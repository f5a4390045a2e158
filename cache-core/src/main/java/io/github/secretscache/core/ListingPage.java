package io.github.secretscache.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of what a {@link Listing} finds. Values are redacted in {@link #toString()}, as everywhere.
 *
 * @param found what is on this page; it may be nothing on any page
 * @param next what names the next page; {@code null} if this is the last
 */
public record ListingPage(List<Found> found, @Nullable String next) {
    /** Copies the list. */
    public ListingPage {
        found = List.copyOf(found);
    }

    /**
     * A secret or parameter that was found.
     *
     * @param name its name
     * @param arn its ARN
     * @param value its value, of a parameter decrypted and at its newest version; {@code null} if it is to be fetched
     */
    public record Found(String name, String arn, @Nullable SecretValue value) {
        /**
         * What was found with its value.
         *
         * @param value the value
         * @return name, ARN and value
         */
        public static Found of(SecretValue value) {
            return new Found(value.name(), value.arn(), value);
        }
    }
}
