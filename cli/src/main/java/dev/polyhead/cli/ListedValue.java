package dev.polyhead.cli;

import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * For options that may stand without a value: takes what follows only where it is one of the values that the label lists,
 * so that the text after {@code --do-sample} stays a text.
 */
final class ListedValue implements IParameterPreprocessor {
    @Override
    public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        boolean attached = "=".equals(info.get("separator"));
        boolean listed = !arguments.isEmpty()
                && List.of(option.paramLabel().split("\\|")).contains(arguments.peek());
        if (!attached && !listed && option instanceof OptionSpec bare) {
            arguments.push(bare.fallbackValue());
        }
        return false;
    }
}
