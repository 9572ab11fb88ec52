using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Cli.Configuration;
using LlmMiaProbe.Cli.Tests.Configuration;

namespace LlmMiaProbe.Cli.Tests.Commands;

public sealed class ShellTextTests : IDisposable
{
    private readonly SettingsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("probe.db", "probe.db")]
    [InlineData("../a-b/c_d@1.db", "../a-b/c_d@1.db")]
    [InlineData("my probe.db", "'my probe.db'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$HOME/x;y", "'$HOME/x;y'")]
    [InlineData("", "''")]
    public void A_text_becomes_one_word_of_a_shell(string text, string quoted)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(quoted, ShellText.Quote(text));
        }
    }

    [Fact]
    public void What_is_found_again_by_itself_is_not_repeated() =>
        Assert.Equal("mia-probe resume 3", ShellText.Resume(_scene.AppSettings("""{ "Store": { "Path": "a.db" } }""").Read(), 3));

    [Fact]
    public void Options_and_variables_that_a_command_depends_on_are_repeated()
    {
        var settings = _scene.Option("Store:Path", "a.db").Variable("Llama__NativeDirectory", "/lib").Read();

        Assert.Equal("mia-probe resume 3 --store a.db --native-directory /lib", ShellText.Resume(settings, 3));
        Assert.Equal("mia-probe report 3 --open --store a.db", ShellText.Report(settings, 3));
    }
}
