using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace LlmMiaProbe.Cli.Commands;

/// <summary>Prints the version of this program, with the commit it was built from, whatever program hosts it.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var version = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine(version ?? CommandContext.ToolVersion);
        return 0;
    }
}
