package io.cashew.cli;

import io.cashew.cluster.ClusterStoreException;
import io.cashew.config.ConfigException;
import io.cashew.config.Problem;
import io.cashew.lifecycle.StartException;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what went wrong: on standard error, in a line or two, with the way out. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    if (failure instanceof UnmatchedArgumentException unmatched && command.getParent() == null) {
      err.println("cashew: no such verb: " + unmatched.getUnmatched().get(0));
    } else {
      err.println("cashew: " + failure.getMessage());
    }
    if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE.code();
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof CashewException e) {
      err.println("cashew: " + e.getMessage() + " (" + e.reason() + ")");
      err.println("try: " + wayOut(e.reason()));
      return exitCode(e.reason()).code();
    }
    if (failure instanceof ConfigException e) {
      for (Problem problem : e.problems()) {
        err.println("cashew: " + problem);
      }
      return ExitCode.USAGE.code();
    }
    if (failure instanceof StartException || failure instanceof UsageException) {
      err.println("cashew: " + failure.getMessage());
      return ExitCode.USAGE.code();
    }
    if (failure instanceof NotYetException) {
      err.println("cashew: " + failure.getMessage());
      err.println(
          "try: 'cashew ring plan' to see what is left, or the same with a longer --timeout");
      return ExitCode.UNAVAILABLE.code();
    }
    if (failure instanceof StoppedException) {
      err.println("cashew: " + failure.getMessage());
      return ExitCode.UNAVAILABLE.code();
    }
    if (failure instanceof ClusterStoreException) {
      err.println("cashew: " + failure.getMessage());
      err.println("try: " + wayOut(Reason.STORE_DOWN));
      return ExitCode.UNAVAILABLE.code();
    }
    err.println("cashew: a defect: " + failure);
    err.println("try: report it, with the command you ran and the output of 'cashew version'");
    return ExitCode.DEFECT.code();
  }

  static ExitCode exitCode(Reason reason) {
    return switch (reason) {
      case SOURCE_NOT_FOUND, NOT_IN_MEMORY, VERSION_MISMATCH -> ExitCode.ABSENT;
      case GROUP_UNKNOWN,
          KEY_EMPTY,
          KEY_TOO_LONG,
          TTL_OUT_OF_RANGE,
          GROUP_EXISTS,
          GROUP_NAME,
          GROUP_SETTINGS,
          BATCH_TOO_LARGE,
          OPERATION_UNKNOWN,
          RING_WISH,
          VALUE_TOO_LARGE ->
          ExitCode.USAGE;
      case TOKEN, ACL -> ExitCode.DENIED;
      case IN_FLIGHT,
          OWNER_UNREACHABLE,
          DRAINING,
          NO_RING,
          STORE_DOWN,
          SOURCE_DOWN,
          OWNER_SLOW,
          SOURCE_SLOW ->
          ExitCode.UNAVAILABLE;
      case INTERNAL -> ExitCode.DEFECT;
    };
  }

  private static String wayOut(Reason reason) {
    return switch (reason) {
      case SOURCE_NOT_FOUND -> "another key, or add it to the group's source";
      case NOT_IN_MEMORY -> "the same without --no-load, to have the group's source asked";
      case GROUP_UNKNOWN -> "'cashew groups' lists the groups there are";
      case KEY_EMPTY, KEY_TOO_LONG -> "a key of 1 to 1,024 bytes";
      case TTL_OUT_OF_RANGE -> "--ttl from 1ms to 365d, or none for the group's own";
      case GROUP_NAME -> "'cashew groups' lists the groups there are";
      case GROUP_EXISTS -> "another name, or 'cashew groups change' to change this one";
      case GROUP_SETTINGS -> "other values; 'cashew groups show NAME' tells what is in force";
      case BATCH_TOO_LARGE -> "fewer keys at once";
      case OPERATION_UNKNOWN ->
          "check that the address is a proxy's and that both ends have the same version";
      case RING_WISH -> "'cashew nodes' and 'cashew ring history' list what there is";
      case VERSION_MISMATCH -> "read the key again, then decide";
      case VALUE_TOO_LARGE -> "a smaller value, or raise the group's max-value";
      case TOKEN, ACL -> "ask whoever runs this cluster for access";
      case IN_FLIGHT -> "again in a moment";
      case OWNER_UNREACHABLE ->
          "'cashew local' to start a cluster, --proxy or --admin HOST:PORT to reach another, 'cashew"
              + " nodes' to see which nodes are up";
      case DRAINING -> "again in a moment, or another proxy with --proxy HOST:PORT";
      case NO_RING -> "'cashew nodes' to see whether any node has joined";
      case STORE_DOWN -> "look at etcd, then again";
      case SOURCE_DOWN -> "check the database or service behind the group ('cashew groups')";
      case OWNER_SLOW, SOURCE_SLOW -> "again, or with a longer --deadline";
      case INTERNAL -> "report it, with the command you ran and the output of 'cashew version'";
    };
  }
}
