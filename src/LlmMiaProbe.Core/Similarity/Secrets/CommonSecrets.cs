namespace LlmMiaProbe.Similarity;

/// <summary>Passwords and PINs that so many people use that a model may name them without having met anyone's.</summary>
internal static class CommonSecrets
{
    private const string Resource = "CommonSecrets.txt";

    private static readonly HashSet<string> s_all = Load();

    public static int Count => s_all.Count;

    /// <summary>Case does not matter.</summary>
    public static bool Contains(string secret) => s_all.Contains(secret);

    private static HashSet<string> Load()
    {
        using var stream = typeof(CommonSecrets).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        return reader
            .ReadToEnd()
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && line[0] != '#')
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
