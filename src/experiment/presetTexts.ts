import { firstVisitText } from "./presets";

/** What each preset shows, and how far that can be trusted; by its id. */
export const presetTexts: { readonly [id: string]: string } = {
  "small-data": firstVisitText,
  tiny: "Small data with half the width: a quarter of the work, for machines without a GPU. Over three seeds: .628 plain, .632 DSN, .700 DHM (seeds differ by up to 6 points).",
  "first-minute":
    "What branches do to a trunk, in 12 epochs on easier images: seconds on two cores. Over five seeds the DSN head after stage 1 knew the texture (.83) but hardly the composition (.28; chance .20), where DHM's knew .94 and .47. Agreement of that branch and main ended at .29 under DSN and .81 under DHM. The main heads do not differ clearly.",
  pretty:
    "The same on 24 px images, which are easier to look at; 2.25 times the work. Over three seeds: .855 plain, .854 DSN, .894 DHM.",
  interference:
    "With shifts of up to 2 px and 120 epochs DSN hurts the main head (−4.1 points, three of three seeds) while DHM does not (+.8).",
  "early-heads":
    "Small data, read by texture and composition: the DSN head after stage 1 knows the texture (93 %) but hardly the composition (41 %; chance 20 %). One seed.",
  "where-to-fork":
    "One DHM branch after stage 1 against one after stage 2. Placement over two seeds, against plain: DSN −1.5 and +1.4 points, DHM +3.3 and +2.9: indicative only.",
  "branches-or-mimicking":
    "The same branches without and with mimicking. Agreement at the early branch .48 against .75; main accuracy .705 (three seeds) against .758 (five seeds).",
  "fair-play":
    "Weight decay 2e-3 instead of 5e-4: plain training overtakes (.792 plain, .774 DHM, .741 DSN over three seeds) although the agreement contrast stays (.35 against .76). Agreement is not accuracy.",
  relatives:
    "Plain, DSL, DHM and DML on one trunk, as Methods draws them: first only main learns, then every head, then the heads imitate each other, then whole networks do that share nothing but the images (so that DML has no agreement to measure). Not measured over seeds yet.",
  surgery:
    "DSN's losses added, and the same losses with each gradient moved until it harms no other loss (UPGrad), weighed anew every five steps. Details, Loss terms show what each branch's loss comes to count. In papers such rules seldom beat a sum with good weights. Not measured over seeds yet.",
  "who-is-it":
    "Learn 80 identities, then find 200 strangers again among pictures by other cameras; look at mAP and at the ranked lists in Details. With 100 strangers two seeds gave mAP .357 plain, .370 DSN and .402 DHM, indicative only; 200 make a larger gallery, so expect lower figures. Rank-1 did not separate the methods: its standard error is 2.5 points even here.",
  "cifar-minutes":
    "Needs CIFAR-10. 920 steps of a small network, watched on a tenth of the training images: no result of any paper. Not measured over seeds.",
  "cifar-published":
    "Needs CIFAR-100. ResNet-32 for 164 epochs as in TRAINING.md of d-li14/DHM, test images watched throughout as there; the rate drops at 49 and 74 % of the steps, theirs at epochs 81 and 122. Quoted, not measured here, of a wider ResNet-18: top-1 77.45 plain, 78.30 DSN, 78.82 DHM (CDS poster, table 1).",
  "cifar-dsn":
    "Needs CIFAR-10. The network in network of DSN's authors, batch 100, their rates: companions for 50,000 steps, 120,000 without, 30,000 at 1e-4; test images watched throughout. Theirs were contrast-normalised and padded by a width that their files do not tell (4 px here), and their companions learn at a thousandth of the rate: the squared hinge may diverge here, then lower it. Quoted, not measured here: error 8.81 plain, 8.22 DSN.",
  "cifar-cds":
    "Needs CIFAR-100. ResNet-18 for 300 epochs with the two views of CIFAR/train.py of CDS's authors, test images watched throughout as there; the last drop is at 93 % of the steps, theirs at epoch 280. All arms see both views. Quoted, not measured here: top-1 77.45 plain, 80.84 CDS (CDS poster, table 1).",
  "fashion-minutes":
    "Needs Fashion-MNIST. Two epochs of a small network on grey 28 px images, watched on a tenth of the training images. Not measured over seeds.",
  "pathology-minutes":
    "Needs PathMNIST of MedMNIST: tissue in nine classes. 920 steps of a small network, watched on its own validation images. Not measured over seeds, and no medical use.",
  "market-minutes":
    "Needs Market-1501. Learn 751 people on pictures of 32 × 64 px, then find 750 strangers again among 19,732 pictures by other cameras; look at mAP and at the ranked lists in Details. Ten epochs of a small network, far from any paper's figures. Not measured here.",
  smoke:
    "A few seconds of training to see that everything works: width 4, 8 px images, 40 steps. Its numbers mean nothing.",
};
