package io.cashew.etcd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate for the loopback that signs itself, and its key, in PEM. */
record CertificateFiles(Path certificate, Path key) {
  private static final String PASSWORD = "for-a-test";

  /** Has the JDK's keytool make them. */
  static CertificateFiles create(Path directory) {
    try {
      Path store = directory.resolve("store.p12");
      keytool(store);
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      return new CertificateFiles(
          pem(directory, "CERTIFICATE", keys.getCertificate("etcd").getEncoded()),
          pem(directory, "PRIVATE KEY", keys.getKey("etcd", PASSWORD.toCharArray()).getEncoded()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("no certificate could be made", e);
    }
  }

  private static void keytool(Path store) throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "etcd",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost")
            .inheritIO()
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool failed with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path pem(Path directory, String kind, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    String text = "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, body);
    return Files.writeString(directory.resolve(kind.replace(' ', '-') + ".pem"), text, US_ASCII);
  }
}
