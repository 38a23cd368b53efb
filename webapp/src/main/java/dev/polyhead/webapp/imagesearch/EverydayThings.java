package dev.polyhead.webapp.imagesearch;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What is often in pictures: the words that tags are suggested from where nobody gives others. */
@Component
class EverydayThings {
    private static final List<String> WORDS = List.of(
            "person",
            "face",
            "child",
            "group of people",
            "cat",
            "dog",
            "horse",
            "bird",
            "fish",
            "insect",
            "wild animal",
            "flower",
            "tree",
            "forest",
            "mountain",
            "beach",
            "sea",
            "lake",
            "river",
            "sky",
            "sunset",
            "snow",
            "garden",
            "city",
            "street",
            "house",
            "building",
            "bridge",
            "church",
            "room",
            "kitchen",
            "furniture",
            "chair",
            "lamp",
            "car",
            "motorbike",
            "bicycle",
            "train",
            "ship",
            "airplane",
            "food",
            "fruit",
            "cake",
            "drink",
            "cup",
            "book",
            "computer",
            "telephone",
            "camera",
            "clock",
            "tool",
            "toy",
            "ball",
            "musical instrument",
            "clothes",
            "shoe",
            "hat",
            "document",
            "map",
            "drawing",
            "painting",
            "sign",
            "statue",
            "logo",
            "screenshot",
            "fireworks");

    /** These words, and others after them. */
    List<String> with(List<String> others) {
        return Stream.concat(WORDS.stream(), others.stream()).distinct().toList();
    }
}
