import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;

/** Tells the properties that it was given, and writes to the temporary directory. */
public class Opts {
    public static void main(String[] args) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(8083), 0);
        server.createContext("/", exchange -> {
            File file = File.createTempFile("opts", ".txt");
            Files.writeString(file.toPath(), "written");
            byte[] body = (System.getProperty("mode") + " " + System.getProperty("server") + " "
                    + Files.readString(file.toPath()) + " " + args.length + "\n").getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
