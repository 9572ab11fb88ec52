using ICSharpCode.SharpZipLib.Zip.Compression;

namespace LlmMiaProbe.Evidence;

/// <summary>
/// Compressed length in bytes by SharpZipLib's managed port of classic zlib, level 6. The runtime's own ZLibStream is
/// zlib-ng, whose lengths differ by up to 3% from those in the literature.
/// </summary>
public static class ZlibLengthMeter
{
    public const string Compressor = "SharpZipLib deflate, level 6, zlib wrapper";

    [ThreadStatic]
    private static Deflater? s_deflater;

    public static int Measure(byte[] bytes)
    {
        // A deflater owns some 300 kB of tables; one per thread keeps streaming cheap.
        var deflater = s_deflater ??= new Deflater(level: 6, noZlibHeaderOrFooter: false);
        deflater.Reset();
        deflater.SetInput(bytes);
        deflater.Finish();
        var buffer = new byte[4096];
        var total = 0;
        while (!deflater.IsFinished)
        {
            total += deflater.Deflate(buffer);
        }

        return total;
    }
}
