FROM eclipse-temurin:21
WORKDIR /app
COPY Term.java .
RUN javac Term.java
CMD ["java", "-cp", ".", "Term"]
