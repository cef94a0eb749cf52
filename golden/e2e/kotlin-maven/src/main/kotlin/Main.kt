package visits

import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress

/** Greets whoever asks, in the words of the environment. */
fun main() {
    val greeting = System.getenv("GREETING") ?: "Good day"
    HttpServer.create(InetSocketAddress(8086), 0).apply {
        createContext("/") { exchange ->
            val body = listOf(greeting, exchange.requestURI.path.trim('/')).filter { it.isNotEmpty() }.joinToString(", ", postfix = "\n")
            exchange.sendResponseHeaders(200, body.length.toLong())
            exchange.responseBody.use { it.write(body.toByteArray()) }
        }
        start()
    }
}
