using LlmMiaProbe.Cli.Views;

namespace LlmMiaProbe.Cli.Tests.Views;

public sealed class NamesTests
{
    [Fact]
    public void An_id_cannot_write_control_characters_or_endless_lines_to_a_terminal()
    {
        Assert.Equal("a\uFFFD[31mb", Names.Of("a\u001b[31mb"));
        Assert.Equal("שלום 🎉", Names.Of("שלום 🎉"));
        Assert.Equal(48, Names.Of(new string('x', 5000)).Length);
    }
}
