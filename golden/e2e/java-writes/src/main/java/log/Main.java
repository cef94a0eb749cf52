package log;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Writes a log file where its configuration says, from names that lie beside it. */
public class Main {
    public static void main(String[] args) throws Exception {
        var settings = new Properties();
        try (var in = Main.class.getResourceAsStream("/application.properties")) {
            settings.load(in);
        }
        var file = Path.of(settings.getProperty("logging.file.name"));
        Files.createDirectories(file.getParent());
        for (var name : Files.readAllLines(Path.of("data/names.txt"))) {
            Files.writeString(file, name + "\n");
            System.out.println(name + ": " + Files.size(file));
        }
    }
}
