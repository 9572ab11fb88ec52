using System.CommandLine;
using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Commands;

/// <summary><c>completion SHELL</c>: a script that completes command lines by asking the program itself.</summary>
internal static class CompletionCommand
{
    // What is asked is the line up to the cursor; the program answers with a word a line.
    private const string Bash = """
        _mia_probe() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" answer
            COMPREPLY=()
            while IFS= read -r answer; do
                [[ "$answer" == "$word"* ]] && COMPREPLY+=("$answer")
            done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _mia_probe mia-probe
        """;

    private const string Zsh = """
        #compdef mia-probe
        _mia_probe() {
            local line="$BUFFER[1,CURSOR]"
            local -a answers
            answers=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            answers=(${answers:#})
            compadd -- $answers || _files
        }
        compdef _mia_probe mia-probe
        """;

    private const string Fish = """
        function __mia_probe_complete
            set -l line (commandline -cp)
            mia-probe "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c mia-probe -a '(__mia_probe_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName mia-probe -ScriptBlock {
            param($word, $ast, $cursor)
            $line = $ast.ToString().PadRight($cursor).Substring(0, $cursor)
            & mia-probe "[suggest:$cursor]" "$line" 2>$null |
                Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish, ["pwsh"] = PowerShell,
    };

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", s_scripts.Keys) };
        shell.CompletionSources.Add([.. s_scripts.Keys]);
        var command = new DetailedCommand(
            "completion",
            "Print a script that completes command lines in a shell.",
            """
            Examples:
              eval "$(mia-probe completion bash)"                      # in ~/.bashrc
              eval "$(mia-probe completion zsh)"                       # in ~/.zshrc
              mia-probe completion fish | source                       # in config.fish
              mia-probe completion pwsh | Out-String | iex             # in $PROFILE

            The script asks mia-probe itself, so it knows the commands and options of the
            version that is installed, and needs no other tool.
            """) { shell };
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(shell) ?? "";
            context.Terminal.Output.WriteLine(
                s_scripts.TryGetValue(name, out var script)
                    ? script
                    : throw new ConfigurationException($"There is no completion for '{name}': expected one of {string.Join(", ", s_scripts.Keys)}."));
            return ExitCodes.Done;
        });
        return command;
    }
}
