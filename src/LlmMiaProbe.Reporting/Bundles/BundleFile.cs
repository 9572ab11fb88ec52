namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>A file of a bundle as its manifest lists it.</summary>
/// <param name="Name">Name in the folder, without a path.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Lines">Line feeds in it: records of a file of JSON lines.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
public sealed record BundleFile(string Name, long Bytes, long Lines, string Sha256);
