package dev.polyhead.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.polyhead.core.checkpoint.CheckpointException;
import dev.polyhead.core.checkpoint.ConfigJson;
import dev.polyhead.media.image.ImagePreprocessor;
import dev.polyhead.media.image.ImagePreprocessor.Size;
import dev.polyhead.media.image.Resampling;
import org.junit.jupiter.api.Test;

class PreprocessorFileTest {
    @Test
    void aNumberMeansTheShortestEdgeForClipAndASquareForVit() {
        assertEquals(
                Size.shortest(224),
                read("{'feature_extractor_type':'CLIPFeatureExtractor','size':224,'crop_size':224}")
                        .resize());
        ImagePreprocessor vit = read("{'feature_extractor_type':'ViTFeatureExtractor','size':192}");
        assertEquals(Size.of(192, 192), vit.resize());
        assertNull(vit.crop());
        assertEquals(Resampling.BILINEAR, vit.resampling());
    }

    @Test
    void deitIsResizedAndCroppedUnlessItSaysOtherwise() {
        ImagePreprocessor deit = read("{'image_processor_type':'DeiTImageProcessor'}");
        assertEquals(Size.of(256, 256), deit.resize());
        assertEquals(Size.of(224, 224), deit.crop());
        assertEquals(0.485, deit.mean().get(0));
    }

    @Test
    void siglipIsASquareWithoutACrop() {
        ImagePreprocessor siglip =
                read("{'image_processor_type':'SiglipImageProcessor','size':{'height':384,'width':384}}");
        assertEquals(384, siglip.width());
        assertEquals(Resampling.BICUBIC, siglip.resampling());
    }

    @Test
    void whatIsSwitchedOffDoesNothing() {
        ImagePreprocessor raw = read("{'do_resize':false,'do_center_crop':true,'crop_size':{'height':3,'width':5},"
                + "'do_rescale':false,'do_normalize':false}");
        assertNull(raw.resize());
        assertEquals(1, raw.rescaleFactor());
        assertEquals(0.0, raw.mean().get(2));
        assertEquals(5, raw.width());
    }

    @Test
    void whatCannotBeHonouredIsRefused() {
        assertThrows(CheckpointException.class, () -> read("{'size':{'longest_edge':224}}"));
        assertThrows(CheckpointException.class, () -> read("{'resample':9}"));
        assertThrows(CheckpointException.class, () -> read("{'image_std':[1,0,1]}"));
    }

    private static ImagePreprocessor read(String json) {
        return PreprocessorFile.of(ConfigJson.parse("preprocessor_config.json", json.replace('\'', '"')));
    }
}
