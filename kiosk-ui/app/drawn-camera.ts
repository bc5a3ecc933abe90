import type { Camera } from "./camera.ts";

/**
 * Two drawn people in the place of a camera's picture, for a look at the screen: nobody's face belongs there. The
 * second one is a card's portrait, held up.
 */
export const drawnCamera: Camera = {
  open() {
    const canvas = document.createElement("canvas");
    canvas.width = 1280;
    canvas.height = 960;
    const pen = canvas.getContext("2d");
    if (pen === null) return Promise.resolve(undefined);
    const stream = canvas.captureStream(2);
    const fill = (colour: string, draw: () => void): void => {
      pen.fillStyle = colour;
      pen.beginPath();
      draw();
      pen.fill();
    };
    const person = (x: number, y: number, size: number, coat: string): void => {
      fill(coat, () => pen.ellipse(x, y + size * 2.35, size * 1.75, size * 1.5, 0, Math.PI, 0));
      fill("#e8c9a8", () => pen.ellipse(x, y, size * 0.78, size, 0, 0, Math.PI * 2));
      fill("#2a2622", () => pen.ellipse(x, y - size * 0.42, size * 0.84, size * 0.72, 0, Math.PI, 0));
    };
    // Drawn again after each picture: a stream of a canvas has one only when something was drawn.
    const draw = (): void => {
      fill("#c9d6d3", () => pen.rect(0, 0, 1280, 960));
      fill("#b7c8c4", () => pen.rect(0, 0, 1280, 300));
      fill("#0b6e6e", () => pen.rect(187, 910, 666, 50));
      person(520, 470, 190, "#0b6e6e");
      fill("#eef5fa", () => pen.roundRect(800, 420, 330, 210, 22));
      fill("#9fb9cb", () => pen.roundRect(830, 470, 110, 18, 9));
      fill("#9fb9cb", () => pen.roundRect(830, 510, 130, 14, 7));
      fill("#9fb9cb", () => pen.roundRect(830, 575, 160, 16, 8));
      person(1055, 500, 34, "#6f93ad");
      fill("#e8c9a8", () => pen.ellipse(965, 650, 60, 42, 0, 0, Math.PI * 2));
    };
    draw();
    const timer = setInterval(draw, 400);
    return Promise.resolve({
      stream,
      close() {
        clearInterval(timer);
        for (const track of stream.getTracks()) track.stop();
      },
    });
  },
};
