package spring;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application that greets, with its text in the configuration. */
@SpringBootApplication
@RestController
public class Application {
    @Value("${greeting}")
    String greeting;

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @GetMapping("/greeting")
    String greet() {
        return greeting + " from Java " + Runtime.version().feature() + "\n";
    }
}
