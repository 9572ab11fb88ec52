using System.Diagnostics;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

/// <summary>The <c>openssl</c> of the machine, in a folder of its own.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Null if the machine has none.</summary>
    public static OpenSsl? Find()
    {
        var found = new OpenSsl();
        try
        {
            found.Run("version");
            return found;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            found.Dispose();
            return null;
        }
    }

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    public byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public void Run(params string[] arguments) => Assert.True(Try(arguments, out var said), said);

    public bool Try(string[] arguments, out string said)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder.Path, RedirectStandardError = true })
            ?? throw new InvalidOperationException("openssl did not start");
        said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    public void Dispose() => _folder.Dispose();
}
