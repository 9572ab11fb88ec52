using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class RelativePathsTests
{
    [Theory]
    [InlineData("/data/me", "The corpus /data/me/a.jsonl is gone.", "The corpus a.jsonl is gone.")]
    [InlineData("/data/me", "'/data/me/a b.jsonl:3' and (/data/me/c)", "'a b.jsonl:3' and (c)")]
    [InlineData("/data/me", "/data/me/a", "a")]
    [InlineData("/data/me", "/data/me2/a and /data/m/a", "/data/me2/a and /data/m/a")]
    [InlineData("/me", "/data/me/a", "/data/me/a")]
    [InlineData("/me", "../me/a and ~/me/a", "../me/a and ~/me/a")]
    [InlineData("/data/me", "the folder /data/me is full", "the folder /data/me is full")]
    [InlineData("/data/me", "the folder /data/me/", "the folder /data/me/")]
    [InlineData("/a+b", "/a+b/c", "c")]
    [InlineData("/", "/data/me/a", "/data/me/a")]
    public void A_path_below_the_folder_is_said_without_it(string folder, string text, string said)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(said, RelativePaths.In(text, folder));
        }
    }
}
