using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class RelativePathsTests
{
    [Theory]
    [InlineData("/home/me", "The corpus /home/me/a.jsonl is gone.", "The corpus a.jsonl is gone.")]
    [InlineData("/home/me", "'/home/me/a b.jsonl:3' and (/home/me/c)", "'a b.jsonl:3' and (c)")]
    [InlineData("/home/me", "/home/me/a", "a")]
    [InlineData("/home/me", "/home/me2/a and /home/m/a", "/home/me2/a and /home/m/a")]
    [InlineData("/me", "/home/me/a", "/home/me/a")]
    [InlineData("/me", "../me/a and ~/me/a", "../me/a and ~/me/a")]
    [InlineData("/home/me", "the folder /home/me is full", "the folder /home/me is full")]
    [InlineData("/home/me", "the folder /home/me/", "the folder /home/me/")]
    [InlineData("/a+b", "/a+b/c", "c")]
    [InlineData("/", "/home/me/a", "/home/me/a")]
    public void A_path_below_the_folder_is_said_without_it(string folder, string text, string said)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(said, RelativePaths.In(text, folder));
        }
    }
}
