package desk;

import java.util.Locale;
import java.util.Properties;

/** Prints what it was started with. */
public class Main {
    public static void main(String[] args) throws Exception {
        var settings = new Properties();
        try (var in = Main.class.getResourceAsStream("/desk.properties")) {
            settings.load(in);
        }
        System.out.println(Runtime.version().feature() + " " + settings.getProperty("title"));
        System.out.println(String.join(" ", args) + " from " + System.getProperty("user.country")
                + " in " + System.getProperty("user.dir"));
    }
}
