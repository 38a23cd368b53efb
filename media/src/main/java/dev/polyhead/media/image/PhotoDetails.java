package dev.polyhead.media.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.lang.GeoLocation;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a camera wrote into a picture (EXIF).
 *
 * @param orientation 1 (upright) to 8, the tag {@code Orientation}
 * @param takenAt local time of the shot
 * @param camera maker and model, without control characters, at most 100 characters
 * @param lens the lens, likewise
 * @param latitude degrees north
 * @param longitude degrees east
 */
public record PhotoDetails(
        int orientation,
        @Nullable LocalDateTime takenAt,
        @Nullable String camera,
        @Nullable String lens,
        @Nullable Double latitude,
        @Nullable Double longitude) {

    /** Nothing is known; the picture counts as upright. */
    public static final PhotoDetails NONE = new PhotoDetails(1, null, null, null, null, null);

    private static final Logger LOG = LoggerFactory.getLogger(PhotoDetails.class);
    private static final Pattern DATE =
            Pattern.compile("(\\d{4}):(\\d{2}):(\\d{2})[ T](\\d{2}):(\\d{2}):(\\d{2}).*", Pattern.DOTALL);
    private static final int LONGEST_NAME = 100;

    /** Damaged EXIF data counts as none: the picture itself may be sound. */
    static PhotoDetails read(byte[] bytes) {
        try {
            return of(ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes), bytes.length));
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            LOG.debug("The EXIF data is left aside because it is damaged: {}", e.toString());
            return NONE;
        }
    }

    private static PhotoDetails of(Metadata metadata) {
        Integer orientation = null;
        String maker = null;
        String model = null;
        String lens = null;
        String original = null;
        String changed = null;
        GeoLocation place = null;
        for (Directory directory : metadata.getDirectories()) {
            if (directory.getParent() == null && directory instanceof ExifIFD0Directory) {
                orientation = first(orientation, directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION));
                maker = first(maker, directory.getString(ExifIFD0Directory.TAG_MAKE));
                model = first(model, directory.getString(ExifIFD0Directory.TAG_MODEL));
                changed = first(changed, directory.getString(ExifIFD0Directory.TAG_DATETIME));
            } else if (directory instanceof ExifSubIFDDirectory) {
                original = first(original, directory.getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL));
                lens = first(lens, directory.getString(ExifSubIFDDirectory.TAG_LENS_MODEL));
            } else if (directory instanceof GpsDirectory gps) {
                place = first(place, gps.getGeoLocation());
            }
        }
        boolean known = place != null && !place.isZero();
        return new PhotoDetails(
                Orientation.of(orientation == null ? 1 : orientation).value(),
                date(original == null ? changed : original),
                camera(clean(maker), clean(model)),
                clean(lens),
                known && place != null ? Double.valueOf(place.getLatitude()) : null,
                known && place != null ? Double.valueOf(place.getLongitude()) : null);
    }

    private static <T> @Nullable T first(@Nullable T known, @Nullable T found) {
        return known == null ? found : known;
    }

    private static @Nullable LocalDateTime date(@Nullable String text) {
        Matcher match = text == null ? null : DATE.matcher(text.strip());
        if (match == null || !match.matches()) {
            return null;
        }
        try {
            return LocalDateTime.parse(
                    "%s-%s-%sT%s:%s:%s"
                            .formatted(
                                    match.group(1),
                                    match.group(2),
                                    match.group(3),
                                    match.group(4),
                                    match.group(5),
                                    match.group(6)),
                    DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String camera(@Nullable String maker, @Nullable String model) {
        if (maker == null || model == null) {
            return first(model, maker);
        }
        return model.regionMatches(true, 0, maker, 0, maker.length()) ? model : clean(maker + " " + model);
    }

    private static @Nullable String clean(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String clean =
                text.replaceAll("\\p{Cntrl}+", " ").replaceAll("\\s+", " ").strip();
        return clean.isEmpty() ? null : clean.substring(0, Math.min(LONGEST_NAME, clean.length()));
    }
}
