package dev.polyhead.music;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiUnavailableException;
import javax.sound.midi.Receiver;
import javax.sound.midi.Sequence;
import javax.sound.midi.Soundbank;
import javax.sound.midi.Synthesizer;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;

/**
 * The JDK's software synthesizer without a sound card. Its package {@code com.sun.media.sound} is not exported, and
 * {@code javac --release 17} cannot export it, so it is reached by reflection; the jar's manifest says {@code Add-Exports:
 * java.desktop/com.sun.media.sound}.
 */
final class Gervill implements AutoCloseable {
    private static final String PACKAGE = "com.sun.media.sound.";

    private final Synthesizer synthesizer;
    private final AudioInputStream stream;

    private Gervill(Synthesizer synthesizer, AudioInputStream stream) {
        this.synthesizer = synthesizer;
        this.stream = stream;
    }

    /** Instruments computed by the JDK itself; the same on every machine, and nothing is read from or written to disk. */
    static Soundbank builtInInstruments() {
        return BuiltIn.INSTRUMENTS;
    }

    static Gervill open(AudioFormat format, Soundbank soundbank) {
        try {
            Class<?> type = Class.forName(PACKAGE + "SoftSynthesizer");
            Synthesizer synthesizer = (Synthesizer) type.getConstructor().newInstance();
            Map<String, Object> settings = Map.of("load default soundbank", false, "max polyphony", 256);
            AudioInputStream stream = (AudioInputStream) Class.forName(PACKAGE + "AudioSynthesizer")
                    .getMethod("openStream", AudioFormat.class, Map.class)
                    .invoke(synthesizer, format, settings);
            if (!synthesizer.loadAllInstruments(soundbank)) {
                synthesizer.close();
                throw new IllegalArgumentException("The soundfont has no instrument the synthesizer can play.");
            }
            return new Gervill(synthesizer, stream);
        } catch (ReflectiveOperationException e) {
            throw unreachable(e);
        }
    }

    /** Hands over all messages with their times; the sound comes as it is read. */
    AudioInputStream play(Sequence sequence) {
        try (Receiver receiver = synthesizer.getReceiver()) {
            double microsPerTick = 1000; // MidiWriter's sequences: a tick is a millisecond
            for (javax.sound.midi.Track track : sequence.getTracks()) {
                for (int i = 0; i < track.size(); i++) {
                    MidiEvent event = track.get(i);
                    receiver.send(event.getMessage(), Math.round(event.getTick() * microsPerTick));
                }
            }
            return stream;
        } catch (MidiUnavailableException e) {
            throw new IllegalStateException("The open synthesizer has no receiver.", e);
        }
    }

    @Override
    public void close() {
        synthesizer.close();
    }

    private static IllegalStateException unreachable(ReflectiveOperationException e) {
        Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
        return new IllegalStateException(
                "The JDK's synthesizer cannot be reached. Start Java with --add-exports "
                        + "java.desktop/com.sun.media.sound=ALL-UNNAMED, and with a JDK that has the module java.desktop.",
                cause);
    }

    /** Computed once, on first use: it takes about a second. */
    private static final class BuiltIn {
        static final Soundbank INSTRUMENTS = compute();

        private static Soundbank compute() {
            try {
                return (Soundbank) Class.forName(PACKAGE + "EmergencySoundbank")
                        .getMethod("createSoundbank")
                        .invoke(null);
            } catch (ReflectiveOperationException e) {
                throw unreachable(e);
            }
        }
    }
}
