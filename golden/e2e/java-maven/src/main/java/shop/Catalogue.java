package shop;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Serves a short list over HTTP. */
public class Catalogue {
    record Item(String name, int price) {}

    public static void main(String[] args) throws Exception {
        var items = List.of(new Item("lamp", 20), new Item("chair", 45));
        var server = HttpServer.create(new InetSocketAddress(8081), 0);
        server.createContext("/items", exchange -> {
            byte[] body = (Runtime.version().feature() + " " + items + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
