package dev.gradus.examples;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Shows options under the {@link HelpSection} of the class that declares them; those of none come first. */
final class SectionedHelp {
    private SectionedHelp() {}

    /** Has a command and all below it show their options so. */
    static void apply(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, SectionedHelp::render);
        command.getSubcommands().values().forEach(SectionedHelp::apply);
    }

    private static String render(Help help) {
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        sections.put("", new ArrayList<>());
        for (OptionSpec option : help.commandSpec().options()) {
            if (!option.hidden()) {
                sections.computeIfAbsent(section(option), name -> new ArrayList<>())
                        .add(option);
            }
        }
        StringBuilder text = new StringBuilder();
        sections.forEach((name, options) -> {
            Help.Layout layout = help.createDefaultLayout(
                    help.commandSpec().options(), help.commandSpec().positionalParameters(), help.colorScheme());
            layout.addOptions(options, help.createDefaultParamLabelRenderer());
            text.append(name.isEmpty() ? "" : System.lineSeparator() + name + ":" + System.lineSeparator())
                    .append(layout);
        });
        return text.toString();
    }

    private static String section(OptionSpec option) {
        HelpSection section = option.userObject() instanceof Field field
                ? field.getDeclaringClass().getAnnotation(HelpSection.class)
                : null;
        return section == null ? "" : section.value();
    }
}
