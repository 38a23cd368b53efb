package dev.polyhead.text.tokenizer;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A SentencePiece model file: the pieces with their scores, and how text is normalised. A protocol buffer whose fields are
 * those of {@code sentencepiece_model.proto}; fields that do not change the answer are skipped.
 *
 * @param pieces the pieces; the place in the list is the id
 * @param algorithm how text is split into them
 * @param unknown id of the piece for what is not covered ({@code unk_id})
 * @param byteFallback whether uncovered characters become their bytes ({@code <0xE2>})
 * @param normalization the compiled table of replacements ({@code precompiled_charsmap}), empty for none
 * @param dummyPrefix whether a space is put before the text ({@code add_dummy_prefix})
 * @param collapsesSpaces whether runs of spaces become one and the ends are trimmed ({@code remove_extra_whitespaces})
 */
record SentencePieceModel(
        List<Piece> pieces,
        Algorithm algorithm,
        int unknown,
        boolean byteFallback,
        ByteBuffer normalization,
        boolean dummyPrefix,
        boolean collapsesSpaces) {

    /** How a model splits text. */
    enum Algorithm {
        /** The likeliest split. Kudo 2018. */
        UNIGRAM,
        /** Merges by rank. Sennrich et al. 2016. */
        BPE
    }

    /** What a piece is for. */
    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    /**
     * One piece.
     *
     * @param text the piece; {@code ▁} stands for a space
     * @param score its log-probability, or minus its rank
     */
    record Piece(String text, float score, Kind kind) {}

    static SentencePieceModel read(Path file) {
        try {
            return parse(ByteBuffer.wrap(Files.readAllBytes(file)), file);
        } catch (IOException e) {
            throw new TokenizerException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new TokenizerException(
                    "%s is not a SentencePiece model, or it is cut short. Download it again.".formatted(file), e);
        }
    }

    private static SentencePieceModel parse(ByteBuffer bytes, Path file) {
        List<Piece> pieces = new ArrayList<>();
        Trainer trainer = new Trainer();
        Normalizer normalizer = new Normalizer();
        Fields model = new Fields(bytes);
        while (model.next()) {
            switch (model.number) {
                case 1 -> pieces.add(piece(new Fields(model.bytes())));
                case 2 -> trainer.read(new Fields(model.bytes()));
                case 3 -> normalizer.read(new Fields(model.bytes()));
                default -> model.skip();
            }
        }
        if (pieces.isEmpty()) {
            throw new TokenizerException("%s has no pieces. Download it again.".formatted(file));
        }
        if (trainer.type != 1 && trainer.type != 2) {
            throw new TokenizerException(
                    "%s splits text by words or characters (model_type %d). Use a unigram or BPE model."
                            .formatted(file, trainer.type));
        }
        return new SentencePieceModel(
                List.copyOf(pieces),
                trainer.type == 1 ? Algorithm.UNIGRAM : Algorithm.BPE,
                trainer.unknown,
                trainer.byteFallback,
                normalizer.table,
                normalizer.dummyPrefix,
                normalizer.collapsesSpaces);
    }

    private static Piece piece(Fields fields) {
        String text = "";
        float score = 0;
        int kind = 1;
        while (fields.next()) {
            switch (fields.number) {
                case 1 -> text = StandardCharsets.UTF_8.decode(fields.bytes()).toString();
                case 2 -> score = fields.float32();
                case 3 -> kind = (int) fields.varint();
                default -> fields.skip();
            }
        }
        if (kind < 1 || kind > Kind.values().length) {
            throw new IllegalArgumentException("piece of kind " + kind);
        }
        return new Piece(text, score, Kind.values()[kind - 1]);
    }

    private static final class Trainer {
        private int type = 1;
        private int unknown;
        private boolean byteFallback;

        void read(Fields fields) {
            while (fields.next()) {
                switch (fields.number) {
                    case 3 -> type = (int) fields.varint();
                    case 35 -> byteFallback = fields.varint() != 0;
                    case 40 -> unknown = (int) fields.varint();
                    default -> fields.skip();
                }
            }
        }
    }

    private static final class Normalizer {
        private ByteBuffer table = ByteBuffer.allocate(0);
        private boolean dummyPrefix = true;
        private boolean collapsesSpaces = true;

        void read(Fields fields) {
            while (fields.next()) {
                switch (fields.number) {
                    case 2 -> table = fields.bytes();
                    case 3 -> dummyPrefix = fields.varint() != 0;
                    case 4 -> collapsesSpaces = fields.varint() != 0;
                    default -> fields.skip();
                }
            }
        }
    }

    /** The fields of one protocol buffer message, one after the other. */
    private static final class Fields {
        private final ByteBuffer from;
        private int number;
        private int wire;

        Fields(ByteBuffer from) {
            this.from = from.slice().order(ByteOrder.LITTLE_ENDIAN);
        }

        boolean next() {
            if (!from.hasRemaining()) {
                return false;
            }
            long tag = varint();
            number = (int) (tag >>> 3);
            wire = (int) (tag & 7);
            return true;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte part = from.get();
                value |= (long) (part & 0x7F) << shift;
                if (part >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("endless number");
        }

        float float32() {
            return from.getFloat();
        }

        ByteBuffer bytes() {
            int length = Math.toIntExact(varint());
            if (length < 0 || length > from.remaining()) {
                throw new BufferUnderflowException();
            }
            ByteBuffer part = from.slice(from.position(), length);
            from.position(from.position() + length);
            return part;
        }

        void skip() {
            switch (wire) {
                case 0 -> varint();
                case 1 -> from.getLong();
                case 2 -> bytes();
                case 5 -> from.getInt();
                default -> throw new IllegalArgumentException("wire type " + wire);
            }
        }
    }
}
