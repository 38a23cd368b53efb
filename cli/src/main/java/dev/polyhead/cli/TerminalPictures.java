package dev.polyhead.cli;

import dev.polyhead.media.image.ImagePixels;
import dev.polyhead.media.image.Resampling;
import java.util.Base64;
import java.util.Map;

/** How a terminal shows small pictures. */
enum TerminalPictures {
    /** What this terminal seems to know; nothing where there is no terminal. */
    AUTO {
        @Override
        String show(ImagePixels picture) {
            return resolved().show(picture);
        }
    },
    /** The kitty graphics protocol: a PNG in base64, in pieces of at most 4096 bytes. */
    KITTY {
        @Override
        String show(ImagePixels picture) {
            String all = Base64.getEncoder().encodeToString(picture.within(EDGE).toPng());
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < all.length(); at += PIECE) {
                String piece = all.substring(at, Math.min(all.length(), at + PIECE));
                String first = at == 0 ? "a=T,f=100," : "";
                int more = at + PIECE < all.length() ? 1 : 0;
                text.append("\u001b_G%sm=%d;%s\u001b\\".formatted(first, more, piece));
            }
            return text.append('\n').toString();
        }
    },
    /** DEC's sixels: six rows at a time, each colour of a cube of 6 x 6 x 6 by itself. */
    SIXEL {
        @Override
        String show(ImagePixels picture) {
            ImagePixels small = picture.within(EDGE);
            StringBuilder text = new StringBuilder("\u001bPq");
            for (int colour = 0; colour < CUBE * CUBE * CUBE; colour++) {
                text.append("#%d;2;%d;%d;%d"
                        .formatted(colour, colour / (CUBE * CUBE) * 20, colour / CUBE % CUBE * 20, colour % CUBE * 20));
            }
            for (int top = 0; top < small.height(); top += SIXEL_ROWS) {
                band(small, top, text);
            }
            return text.append("\u001b\\\n").toString();
        }
    },
    /** Two pixels a character: the upper in the foreground's colour, the lower in the background's. */
    BLOCKS {
        @Override
        String show(ImagePixels picture) {
            int width = Math.max(1, Math.min(COLUMNS, picture.width()));
            int height = Math.max(2, (int) Math.round(width * picture.height() / (double) picture.width()) / 2 * 2);
            ImagePixels small = picture.resize(width, height, Resampling.BICUBIC);
            StringBuilder text = new StringBuilder();
            for (int y = 0; y + 1 < height; y += 2) {
                for (int x = 0; x < width; x++) {
                    int upper = small.pixel(x, y);
                    int lower = small.pixel(x, y + 1);
                    text.append("\u001b[38;2;%s;48;2;%sm\u2580".formatted(colour(upper), colour(lower)));
                }
                text.append("\u001b[0m\n");
            }
            return text.toString();
        }
    },
    /** Not at all. */
    NONE {
        @Override
        String show(ImagePixels picture) {
            return "";
        }
    };

    private static final int EDGE = 160;
    private static final int PIECE = 4096;
    private static final int COLUMNS = 32;
    private static final int CUBE = 6;
    private static final int SIXEL_ROWS = 6;

    /** What is written so that the picture appears, with the end of the line. */
    abstract String show(ImagePixels picture);

    /** This, or what {@link #AUTO} means here. */
    TerminalPictures resolved() {
        if (this != AUTO) {
            return this;
        }
        return ProgressBar.onTerminal() ? of(System.getenv()) : NONE;
    }

    /** What a terminal can do, as its environment says. */
    static TerminalPictures of(Map<String, String> environment) {
        String kind = environment.getOrDefault("TERM", "");
        String program = environment.getOrDefault("TERM_PROGRAM", "");
        if (environment.containsKey("KITTY_WINDOW_ID") || program.equals("ghostty") || program.equals("WezTerm")) {
            return KITTY;
        }
        if (kind.startsWith("foot") || kind.startsWith("mlterm") || kind.contains("sixel")) {
            return SIXEL;
        }
        boolean colours = environment.getOrDefault("COLORTERM", "").matches("truecolor|24bit");
        return colours ? BLOCKS : NONE;
    }

    private static String colour(int rgb) {
        return "%d;%d;%d".formatted(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
    }

    private static int cube(int rgb) {
        int red = Math.round((rgb >> 16) / 51f);
        int green = Math.round((rgb >> 8 & 0xff) / 51f);
        int blue = Math.round((rgb & 0xff) / 51f);
        return (red * CUBE + green) * CUBE + blue;
    }

    private static void band(ImagePixels picture, int top, StringBuilder text) {
        int rows = Math.min(SIXEL_ROWS, picture.height() - top);
        int[][] bits = new int[CUBE * CUBE * CUBE][];
        for (int x = 0; x < picture.width(); x++) {
            for (int row = 0; row < rows; row++) {
                int colour = cube(picture.pixel(x, top + row));
                if (bits[colour] == null) {
                    bits[colour] = new int[picture.width()];
                }
                bits[colour][x] |= 1 << row;
            }
        }
        for (int colour = 0; colour < bits.length; colour++) {
            if (bits[colour] != null) {
                text.append('#').append(colour);
                for (int bit : bits[colour]) {
                    text.append((char) ('?' + bit));
                }
                text.append('$');
            }
        }
        text.append('-');
    }
}
