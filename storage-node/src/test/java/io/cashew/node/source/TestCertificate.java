package io.cashew.node.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate for 127.0.0.1, signed by itself, made with the JDK's keytool. */
public final class TestCertificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;

  private TestCertificate(Path directory) {
    this.directory = directory;
  }

  /** Makes one in an empty directory. */
  public static TestCertificate in(Path directory) throws IOException, InterruptedException {
    TestCertificate made = new TestCertificate(directory);
    made.keytool(
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-validity",
            "2",
            "-dname",
            "CN=test",
            "-ext",
            "san=ip:127.0.0.1"));
    made.keytool(List.of("-exportcert", "-rfc", "-file", made.certificate().toString()));
    return made;
  }

  /** PEM. */
  public Path certificate() {
    return directory.resolve("certificate.pem");
  }

  /** PEM, PKCS#8. */
  public Path key() throws IOException, GeneralSecurityException {
    byte[] key = keys().getKey("test", PASSWORD).getEncoded();
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
    return Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
  }

  /** For servers. */
  public SSLContext context() throws IOException, GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys(), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private Path store() {
    return directory.resolve("keys.p12");
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder keytool =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    keytool.command().addAll(arguments);
    keytool
        .command()
        .addAll(
            List.of(
                "-alias",
                "test",
                "-keystore",
                store().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
    assertThat(keytool.redirectErrorStream(true).start().waitFor()).isZero();
  }
}
