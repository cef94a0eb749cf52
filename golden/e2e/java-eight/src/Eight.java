import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;

/** Answers with its version, an option, and whether the trust store can be read. */
public class Eight {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8085), 0);
        server.createContext("/", new HttpHandler() {
            public void handle(HttpExchange exchange) throws IOException {
                byte[] body = answer().getBytes("UTF-8");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            }
        });
        server.start();
    }

    static String answer() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null);
            return System.getProperty("java.specification.version") + " " + System.getProperty("mode")
                    + " trust " + (trust.getTrustManagers().length > 0)
                    + " temporary " + File.createTempFile("a", "b").exists() + "\n";
        } catch (Throwable t) {
            return t + "\n";
        }
    }
}
