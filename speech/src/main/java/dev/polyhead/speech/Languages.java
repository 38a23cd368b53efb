package dev.polyhead.speech;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The languages that Whisper was trained on: codes and English names. */
public final class Languages {
    private static final String LIST =
            "en=english;zh=chinese;de=german;es=spanish;ru=russian;ko=korean;fr=french;ja=japanese;pt=portuguese;"
                    + "tr=turkish;pl=polish;ca=catalan;nl=dutch;ar=arabic;sv=swedish;it=italian;id=indonesian;hi=hindi;"
                    + "fi=finnish;vi=vietnamese;he=hebrew;uk=ukrainian;el=greek;ms=malay;cs=czech;ro=romanian;da=danish;"
                    + "hu=hungarian;ta=tamil;no=norwegian;th=thai;ur=urdu;hr=croatian;bg=bulgarian;lt=lithuanian;la=latin;"
                    + "mi=maori;ml=malayalam;cy=welsh;sk=slovak;te=telugu;fa=persian;lv=latvian;bn=bengali;sr=serbian;"
                    + "az=azerbaijani;sl=slovenian;kn=kannada;et=estonian;mk=macedonian;br=breton;eu=basque;is=icelandic;"
                    + "hy=armenian;ne=nepali;mn=mongolian;bs=bosnian;kk=kazakh;sq=albanian;sw=swahili;gl=galician;"
                    + "mr=marathi;pa=punjabi;si=sinhala;km=khmer;sn=shona;yo=yoruba;so=somali;af=afrikaans;oc=occitan;"
                    + "ka=georgian;be=belarusian;tg=tajik;sd=sindhi;gu=gujarati;am=amharic;yi=yiddish;lo=lao;uz=uzbek;"
                    + "fo=faroese;ht=haitian creole;ps=pashto;tk=turkmen;nn=nynorsk;mt=maltese;sa=sanskrit;lb=luxembourgish;"
                    + "my=myanmar;bo=tibetan;tl=tagalog;mg=malagasy;as=assamese;tt=tatar;haw=hawaiian;ln=lingala;ha=hausa;"
                    + "ba=bashkir;jw=javanese;su=sundanese;yue=cantonese";

    private static final Map<String, String> NAMES = read();
    private static final Map<String, String> CODES = codes();

    private Languages() {}

    private static Map<String, String> read() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String each : LIST.split(";")) {
            names.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return Collections.unmodifiableMap(names);
    }

    private static Map<String, String> codes() {
        Map<String, String> codes = new LinkedHashMap<>();
        NAMES.forEach((code, name) -> codes.put(name, code));
        codes.put("mandarin", "zh");
        codes.put("castilian", "es");
        codes.put("flemish", "nl");
        codes.put("burmese", "my");
        codes.put("moldavian", "ro");
        codes.put("valencian", "ca");
        codes.put("haitian", "ht");
        codes.put("letzeburgesch", "lb");
        codes.put("pushto", "ps");
        codes.put("panjabi", "pa");
        codes.put("sinhalese", "si");
        return codes;
    }

    /** Codes and names, in Whisper's order. */
    public static Map<String, String> all() {
        return NAMES;
    }

    /** English name of a code, in lower case; the code itself if it is none of these. */
    public static String name(String code) {
        return NAMES.getOrDefault(code, code);
    }

    /**
     * The code of a language given by code ({@code de}, {@code de-AT}) or English name ({@code German}).
     *
     * @throws IllegalArgumentException if it is none that Whisper knows
     */
    public static String code(String language) {
        String wanted = language.strip().toLowerCase(Locale.ROOT);
        String primary = wanted.split("[-_]")[0];
        if (NAMES.containsKey(wanted)) {
            return wanted;
        }
        if (CODES.containsKey(wanted)) {
            return CODES.get(wanted);
        }
        if (NAMES.containsKey(primary)) {
            return primary;
        }
        throw new IllegalArgumentException(
                "Whisper does not know the language '%s'. Give a code such as en, de or zh, or leave it out to detect it."
                        .formatted(language));
    }
}
