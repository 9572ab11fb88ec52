using System.Security.Cryptography;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Reads keys from PEM files.</summary>
internal static class PemFile
{
    /// <returns>What the one block of this label holds.</returns>
    /// <exception cref="PrerequisiteException">The file cannot be read.</exception>
    /// <exception cref="ConfigurationException">There is no such block.</exception>
    public static byte[] Read(string path, string label, string option, int most)
    {
        try
        {
            using var stream = OutsideFile.OpenRead(path);
            if (stream.Length > most)
            {
                throw new ConfigurationException($"{option} {path} is too long for a key.");
            }

            var pem = new StreamReader(stream).ReadToEnd();
            return PemEncoding.TryFind(pem, out var fields) && pem.AsSpan()[fields.Label].SequenceEqual(label)
                ? Convert.FromBase64String(pem[fields.Base64Data])
                : throw new ConfigurationException($"{option} {path} is no such key: expected a PEM file that begins with -----BEGIN {label}-----.");
        }
        catch (PrerequisiteException error)
        {
            throw new PrerequisiteException($"{option} {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{option} {path} cannot be read ({error.Message.TrimEnd('.')}): name a key that 'mia-probe keys new' wrote",
                error);
        }
    }
}
