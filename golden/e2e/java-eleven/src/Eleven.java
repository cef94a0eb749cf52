import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.MessageDigest;
import javax.imageio.ImageIO;
import javax.net.ssl.TrustManagerFactory;

/** Uses parts of the JDK that a cut-down runtime could lack: TLS, images, crypto. */
public class Eleven {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8082), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer().getBytes("UTF-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static String answer() {
        try {
            BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
            image.createGraphics().fillRect(4, 4, 8, 8);
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(image, "png", png);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null);
            return System.getenv("GREETING") + " from " + System.getProperty("java.specification.version")
                    + ", image " + (png.size() > 0) + ", sha " + MessageDigest.getInstance("SHA-256").getDigestLength()
                    + ", heap " + (Runtime.getRuntime().maxMemory() <= 64L << 20) + "\n";
        } catch (Throwable t) {
            return t + "\n";
        }
    }
}
