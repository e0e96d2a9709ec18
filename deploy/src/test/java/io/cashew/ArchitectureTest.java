package io.cashew;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may know whom. The rules as prose are in {@code docs/architecture.md}; one that has to change
 * changes here and there.
 */
final class ArchitectureTest {
  private static final String[] GENERATED = {"io.cashew.v1", "io.cashew.internal.v1"};
  private static final String[] DEPLOY = {
    "io.cashew.cli..",
    "io.cashew.doctor..",
    "io.cashew.local..",
    "io.cashew.bench..",
    "io.cashew.tracing.."
  };

  private static final String BREAKER = "io.github.resilience4j..";

  /** What everything of ours may use: the language, and what we took for a part of it. */
  private static final DescribedPredicate<JavaClass> LANGUAGE =
      resideInAnyPackage(
              "java..",
              "com.google.common..",
              "com.google.errorprone.annotations..",
              "org.jspecify.annotations..",
              "org.slf4j..",
              BREAKER) // without threads of its own, on our clock; confined below
          .or(bytes());

  private static final JavaClasses CASHEW =
      new ClassFileImporter()
          .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ArchitectureTest::isNoJarOfTests)
          .importPackages("io.cashew");

  @Test
  void modules_pointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("proto")
        .definedBy(GENERATED)
        .layer("common")
        .definedBy(common())
        .layer("proxy")
        .definedBy("io.cashew.proxy..")
        .layer("storage-node")
        .definedBy("io.cashew.node..")
        .layer("client")
        .definedBy("io.cashew.client..")
        .layer("deploy")
        .definedBy(DEPLOY)
        .whereLayer("proto")
        .mayNotAccessAnyLayer()
        .whereLayer("common")
        .mayOnlyAccessLayers("proto")
        .whereLayer("proxy")
        .mayOnlyAccessLayers("proto", "common")
        .whereLayer("storage-node")
        .mayOnlyAccessLayers("proto", "common")
        .whereLayer("client")
        .mayOnlyAccessLayers("proto", "common")
        .check(CASHEW);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.cashew.(**)").should().beFreeOfCycles().check(CASHEW);
  }

  @Test
  void etcd_isKnownToItsPackageAlone() {
    onlyIn("io.cashew.etcd").mayKnow("io.etcd..", "io.vertx..").check(CASHEW);
  }

  @Test
  void netty_isKnownOnlyWhereBytesMove() {
    onlyIn(
            "io.cashew.rpc",
            "io.cashew.http",
            "io.cashew.etcd", // TLS towards etcd
            "io.cashew.proxy.link",
            "io.cashew.proxy.routing", // a call lives on one event loop
            "io.cashew.proxy.door..",
            "io.cashew.proxy.ping",
            "io.cashew.node.link",
            "io.cashew.client.link",
            "io.cashew.bench.door")
        .mayKnow("io.netty..")
        .check(CASHEW);
  }

  @Test
  void grpc_isKnownOnlyAtTheEdges() {
    onlyIn(
            "io.cashew.v1",
            "io.cashew.internal.v1",
            "io.cashew.status", // the reasons name gRPC's codes
            "io.cashew.rpc..",
            "io.cashew.etcd",
            "io.cashew.proxy.link",
            "io.cashew.proxy.door.grpc",
            "io.cashew.proxy.admin..",
            "io.cashew.proxy.ping",
            "io.cashew.node.link",
            "io.cashew.node.source.grpc",
            "io.cashew.client..",
            "io.cashew.bench.door")
        .mayKnow("io.grpc..")
        .check(CASHEW);
  }

  @Test
  void prometheus_isKnownWhereMetricsAreWrittenDown() {
    onlyIn("io.cashew.metrics").mayKnow("io.micrometer..", "io.prometheus..").check(CASHEW);
  }

  @Test
  void logback_isKnownWhereItIsSetUp() {
    onlyIn("io.cashew.logging").mayKnow("ch.qos.logback..").check(CASHEW);
  }

  @Test
  void openTelemetry_isKnownWhereSpansAreMade() {
    onlyIn("io.cashew.telemetry.open", "io.cashew.tracing")
        .mayKnow("io.opentelemetry..")
        .check(CASHEW);
  }

  @Test
  void theCircuitBreaker_isKnownOnlyWhereSourcesAreAsked() {
    onlyIn("io.cashew.node.load").mayKnow(BREAKER).check(CASHEW);
  }

  @Test
  void generatedClasses_areKnownOnlyAtTheEdges() {
    onlyIn(
            "io.cashew.v1",
            "io.cashew.internal.v1",
            "io.cashew.rpc..",
            "io.cashew.cluster", // the records in the cluster store
            "io.cashew.proxy.link",
            "io.cashew.proxy.door..",
            "io.cashew.proxy.admin..",
            "io.cashew.proxy.ping",
            "io.cashew.node.link",
            "io.cashew.node.source.grpc", // the contract of services
            "io.cashew.client",
            "io.cashew.cli",
            "io.cashew.doctor",
            "io.cashew.bench.door")
        .mayKnow(GENERATED)
        .check(CASHEW);
  }

  @Test
  void kindsOfSources_areKnownToTheWiringAlone() {
    for (String kind : new String[] {"jdbc", "http", "grpc", "plugin", "file"}) {
      onlyIn("io.cashew.node", "io.cashew.node.source." + kind)
          .mayKnow("io.cashew.node.source." + kind)
          .check(CASHEW);
    }
  }

  /** Whoever writes a plug-in compiles against this and the JDK. */
  @Test
  void contractOfPlugins_needsTheJdkAlone() {
    classes()
        .that()
        .resideInAPackage("io.cashew.source")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "io.cashew.source", "org.jspecify.annotations.."))
        .check(CASHEW);
  }

  @ParameterizedTest
  @CsvSource({
    "hash,",
    "ring, hash",
    "node.term, ring time",
    "proxy.health, cluster lifecycle ring time",
    "node.store, group time",
    "tally,",
    "hot, time",
    "node.load, group node.source node.store status tally telemetry time",
    "node.handover, hash node.group node.load node.store node.term ring time",
    "node.core,"
        + " group lifecycle node.group node.handover node.load node.source node.store node.term"
        + " operation ring time",
  })
  void logic_knowsTheLanguageAndWhatLiesBelowIt(String room, String below) {
    DescribedPredicate<JavaClass> allowed =
        LANGUAGE.or(resideInAPackage("io.cashew." + room + ".."));
    for (String lower : below == null ? new String[0] : below.split(" ")) {
      allowed = allowed.or(resideInAPackage("io.cashew." + lower + ".."));
    }

    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("io.cashew." + room + "..")
            .should()
            .onlyDependOnClassesThat(allowed);

    rule.check(CASHEW);
  }

  @Test
  void packages_sayWhatTheyAreForAndAreNullMarked() {
    Set<String> unmarked =
        CASHEW.stream()
            .filter(not(resideInAnyPackage(GENERATED)))
            .map(JavaClass::getPackage)
            .filter(room -> room.tryGetPackageInfo().isEmpty() || !isNullMarked(room))
            .map(JavaPackage::getName)
            .collect(Collectors.toSet());

    assertThat(unmarked).isEmpty();
  }

  /** All of ours that is of no other module. */
  private static DescribedPredicate<JavaClass> common() {
    return resideInAPackage("io.cashew..")
        .and(not(resideInAnyPackage(GENERATED)))
        .and(not(resideInAnyPackage(DEPLOY)))
        .and(
            not(resideInAnyPackage("io.cashew.proxy..", "io.cashew.node..", "io.cashew.client..")));
  }

  private static Confined onlyIn(String... rooms) {
    return known ->
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(known);
  }

  private static DescribedPredicate<JavaClass> bytes() {
    return nameMatching("com\\.google\\.protobuf\\.(ByteString(\\$.*)?|UnsafeByteOperations)")
        .forSubtype();
  }

  private static boolean isNullMarked(JavaPackage room) {
    return room.getPackageInfo().isAnnotatedWith(NullMarked.class);
  }

  private static boolean isNoJarOfTests(Location location) {
    return !location.matches(Pattern.compile(".*-tests\\.jar.*"));
  }

  /** The first half of a rule: where something is at home. */
  private interface Confined {
    ArchRule mayKnow(String... known);
  }
}
