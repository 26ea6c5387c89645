/** Pixels for each unit of a drawing: enough for print at its usual size. */
const density = 3;

/** An SVG file as a PNG, drawn by the browser with the fonts that it has. */
export async function pngOf(svg: Blob): Promise<Blob> {
  const image = new Image();
  // The page's policy allows images from itself and from data, not from blobs.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svg.text())}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = density * image.naturalWidth;
  canvas.height = density * image.naturalHeight;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (file) => (file ? resolve(file) : reject(new Error('no picture could be made'))),
      'image/png',
    );
  });
}
